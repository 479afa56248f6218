import { Box, Text } from 'ink';
import { type Field, graphemes } from '../model/field.ts';
import { widthOf } from '../text/line.ts';

/** A line of text being typed, its cursor painted. Of a text longer than the room the part around the cursor is shown. */
export function TextField({ field, label, width }: { readonly field: Field; readonly label: string; readonly width: number }) {
  const all = graphemes(field.text);
  let first = 0;
  while (widthOf(all.slice(first, field.cursor).join('')) > width - widthOf(label) - 2) first += 1;
  const before = all.slice(first, field.cursor).join('');
  let after = '';
  for (const character of all.slice(field.cursor + 1)) {
    if (widthOf(label + before + after + character) + 2 > width) break;
    after += character;
  }
  return (
    <Box width={width} flexShrink={0} aria-role="textbox" aria-label={`${label}${field.text}`}>
      <Text bold>{label}</Text>
      <Text inverse={field.fresh === true}>{before}</Text>
      <Text inverse>{all[field.cursor] ?? ' '}</Text>
      <Text>{after}</Text>
    </Box>
  );
}
