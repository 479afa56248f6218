import { marked } from 'marked';
import { markdownOf } from './markdown.ts';
import type { Story } from './schema.ts';

/** Light and dark by what the reader's system asks for; on paper nothing is cut at the edge. */
const style = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #1c1f24; background: #fff; }
h1, h2, h3 { line-height: 1.2; } h2 { margin-top: 3rem; border-bottom: 1px solid #8888; padding-bottom: .25rem; }
pre { background: #f2f3f5; padding: .75rem 1rem; border-radius: 6px; overflow-x: auto; font-size: .875rem; }
code { font-family: ui-monospace, monospace; } :not(pre) > code { background: #f2f3f5; padding: .1em .3em; border-radius: 4px; overflow-wrap: anywhere; }
table { border-collapse: collapse; } th, td { border: 1px solid #8888; padding: .25rem .6rem; text-align: left; vertical-align: top; }
blockquote { margin: 1rem 0; padding: .25rem 1rem; border-left: 4px solid #c60; background: #c601; }
details { margin: 1rem 0; border: 1px solid #8886; border-radius: 6px; padding: .25rem 1rem; } summary { cursor: pointer; font-weight: 600; }
img { max-width: 100%; background: #fff; border-radius: 6px; }
@media (prefers-color-scheme: dark) { body { color: #e3e5e8; background: #1b1e24; } pre, :not(pre) > code { background: #272b33; } a { color: #7ab7ff; } }
@media print { body { max-width: none; margin: 0; color: #000; background: #fff; } pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f2f3f5; color: #000; } h2 { break-after: avoid; } }
`;

/** The notebook as one page that needs nothing besides itself: no script, no font, no picture from elsewhere. */
export function htmlOf(story: Story): string {
  const title = `${story.cluster.name}: an MPI cluster on Azure${story.cluster.simulated ? ' (simulated)' : ''}`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${marked.parseInline(title, { async: false })}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    marked.parse(markdownOf(story), { async: false, gfm: true }),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
