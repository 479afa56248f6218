/** What every node has at this place, whatever it comes from. */
export const scratch = '/scratch';

/** The line above the entry of rank0 in /etc/fstab, so that it can be found again: replaced, or taken out. */
export const fstabMark = '# rank0 shared files';

/** The entry of rank0; undefined where there is none. */
export function ownEntry(text: string): string | undefined {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.trim() === fstabMark);
  return at < 0 ? undefined : lines[at + 1];
}

/** Another entry for the same place, which rank0 did not write. */
export function foreignEntry(text: string): string | undefined {
  const own = ownEntry(text);
  return text.split('\n').find((line) => line !== own && !line.trim().startsWith('#') && line.trim().split(/\s+/)[1] === scratch);
}

/** /etc/fstab with that entry under its mark, or without one. Everything else stays as it is. */
export function withEntry(text: string, entry: string | undefined): string {
  const lines = text.split('\n');
  const rest: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] as string;
    if (line.trim() !== fstabMark) rest.push(line);
    // A mark without its entry is what a cut write left.
    else if (lines[index + 1]?.trim().split(/\s+/)[1] === scratch) index += 1;
  }
  const kept = rest.join('\n').replace(/\n*$/, '');
  const block = entry === undefined ? [] : [fstabMark, entry];
  return `${[...(kept === '' ? [] : [kept]), ...block].join('\n')}\n`;
}

/** Replaces /etc/fstab by what it reads, at once: a machine that stops in the middle has the one or the other. */
export const replaceFstab = 'sudo tee /etc/fstab.rank0 > /dev/null && sudo chmod 644 /etc/fstab.rank0 && sudo mv /etc/fstab.rank0 /etc/fstab';
