import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withNames } from '../../../src/stages/lesson.ts';

const assets = fileURLToPath(new URL('../../../assets/', import.meta.url));

/** A text of the product, as it stands in its file. */
export interface ProductText {
  readonly where: string;
  /** What stands before the text: title, facts. */
  readonly front: string;
  readonly body: string;
}

function read(...path: string[]): ProductText {
  const text = readFileSync(join(assets, ...path), 'utf8');
  const [, front = '', body = text] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  return { where: path.join('/'), front, body };
}

const inFolder = (folder: string): ProductText[] => readdirSync(join(assets, folder)).map((file) => read(folder, file));

export const lessonTexts = (): ProductText[] => inFolder('lessons');
export const drillTexts = (): ProductText[] => inFolder('drills');
export const glossaryText = (): ProductText => read('glossary.md');
export const allTexts = (): ProductText[] => [...lessonTexts(), ...drillTexts(), glossaryText()];

/** A cluster's names as long as they may well be. */
export const names = {
  ...{ cluster: 'glocluster', group: 'glocluster-rg', location: 'southeastasia', size: 'Standard_D2s_v5' },
  ...{ count: 4, user: 'glock', source: '203.0.113.177/32' },
};

export const named = ({ body }: ProductText): string => withNames(body, names);

/** The text without blocks and pieces of code. */
export const prose = (body: string): string => body.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, ' ');

/** What stands between grave accents, outside of blocks. */
export const codeIn = (body: string): string[] => [...body.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
