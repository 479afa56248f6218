import { Marked } from 'marked';
import { markdownOf } from './markdown.ts';
import { slug } from './markdown-text.ts';
import type { Story } from './schema.ts';

/**
 * Light and dark by what the reader's system asks for. Lines that are typed are wrapped, what was printed is not, as its columns would break.
 * On paper everything stands open and nothing is cut at the edge: `::details-content` is what a closed `details` keeps hidden.
 */
const style = `
:root { color-scheme: light dark; --ink: #1c1f24; --paper: #fff; --soft: #f2f3f5; --rule: #8888; --link: #0b57a4; --typed: #2f6fb0; --warn: #b45309; }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: var(--ink); background: var(--paper); }
h1, h2, h3 { line-height: 1.25; overflow-wrap: anywhere; } h2 { margin-top: 3rem; border-bottom: 1px solid var(--rule); padding-bottom: .25rem; } h3 { margin-top: 2rem; }
a { color: var(--link); }
pre { background: var(--soft); padding: .75rem 1rem; border-radius: 6px; overflow-x: auto; font-size: .875rem; line-height: 1.5; tab-size: 4; }
code { font-family: ui-monospace, monospace; } :not(pre) > code { background: var(--soft); padding: .1em .3em; border-radius: 4px; overflow-wrap: anywhere; }
pre:has(> .language-sh) { border-left: 4px solid var(--typed); white-space: pre-wrap; overflow-wrap: anywhere; }
pre:has(> .language-text) { background: none; border: 1px solid var(--rule); }
table { border-collapse: collapse; display: block; overflow-x: auto; } th, td { border: 1px solid var(--rule); padding: .25rem .6rem; text-align: left; vertical-align: top; }
th { background: var(--soft); } [align=right] { text-align: right; font-variant-numeric: tabular-nums; }
blockquote { margin: 1rem 0; padding: .25rem 1rem; border-left: 4px solid var(--warn); background: #c601; }
details { margin: 1.5rem 0; border: 1px solid var(--rule); border-radius: 6px; padding: .25rem 1rem; } summary { cursor: pointer; font-weight: 600; }
img { max-width: 100%; background: #fff; border-radius: 6px; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e5e8; --paper: #1b1e24; --soft: #272b33; --link: #7ab7ff; --typed: #6ea8e0; --warn: #e0913a; } }
@media print {
  :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #f2f3f5; --link: #000; --typed: #555; --warn: #b45309; }
  body { max-width: none; margin: 0; padding: 0; font-size: 10.5pt; } pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 8.5pt; }
  h1, h2, h3, summary { break-after: avoid; } tr, img, blockquote { break-inside: avoid; } table { display: table; }
  details { border: 0; padding: 0; } details::details-content { display: block; content-visibility: visible; block-size: auto; }
}
`;

/** Headings can be led to by the names that Markdown's own readers give them. */
const reader = new Marked({
  gfm: true,
  renderer: {
    heading({ tokens, depth, text }) {
      return `<h${depth} id="${slug(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
  },
});

/** The notebook as one page that needs nothing besides itself: no script, no font, no picture from elsewhere. */
export function htmlOf(story: Story): string {
  const title = `${story.cluster.name}: an MPI cluster on Azure${story.cluster.simulated ? ' (simulated)' : ''}`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${reader.parseInline(title, { async: false })}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    reader.parse(markdownOf(story), { async: false }),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
