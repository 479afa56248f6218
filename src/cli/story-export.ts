import { htmlOf } from '../stages/export/html.ts';
import { markdownOf } from '../stages/export/markdown.ts';
import { redacted, redactorOf } from '../stages/export/redact.ts';
import type { Story } from '../stages/export/schema.ts';
import { storyOf } from '../stages/export/story.ts';
import { readJournal } from '../state/journal.ts';
import { usageError } from '../state/problem.ts';
import { readStoreFile } from '../state/store.ts';
import type { KnownCluster } from './cluster-choice.ts';
import { version } from './version.ts';

/** Forms in which what ran is told. */
export const storyFormats = ['markdown', 'html', 'json'] as const;
export type StoryFormat = (typeof storyFormats)[number];

const writers: Readonly<Record<StoryFormat, (story: Story) => string>> = {
  markdown: (story) => markdownOf(story),
  html: htmlOf,
  json: (story) => `${JSON.stringify(story, null, 2)}\n`,
};

/**
 * What ran on a cluster, as a notebook, a page or data, from its journal. Secrets are never in it; addresses and ids only where asked for.
 * @throws ProblemError exit code 2: nothing ran yet.
 */
export function storyText(
  { name, folder, session }: KnownCluster,
  as: StoryFormat,
  withAddresses: boolean,
): { readonly content: string; readonly simulated: boolean } {
  const { choices } = session;
  const { events } = readJournal(folder);
  if (!choices || !events.some(({ type }) => type === 'task')) {
    throw usageError('nothing-ran', `nothing of ${name} ran yet`, 'An export tells what ran, so there is nothing to be told.', [
      { label: 'Build it', command: `rank0 up --name ${name}` },
    ]);
  }
  const remembered = { choices, session, folder, readFile: (file: Parameters<typeof readStoreFile>[1]) => readStoreFile(folder, file) };
  const redact = redactorOf(remembered, events, withAddresses);
  const story = { ...redacted(storyOf(remembered, events, `rank0 ${version}`), redact), withAddresses };
  return { content: writers[as](story), simulated: story.cluster.simulated };
}
