import { describe, expect, it } from 'vitest';
import { road } from '../../../src/stages/road.ts';
import type { StageId } from '../../../src/state/stage-id.ts';
import { lessonTexts } from './texts.ts';

/** What a first-year student can answer after each stage, and the sentences of its page that say it. */
const answers: Readonly<Partial<Record<StageId, { readonly question: string; readonly sentences: readonly string[] }>>> = {
  'sign-in': {
    question: 'Which account pays for what comes next?',
    sentences: [
      'One subscription: the only one that your sign-in sees or, where it sees several, the one that you choose in the next step.',
      'The tenant pays for nothing.',
    ],
  },
  plan: {
    question: 'Why could four nodes be refused though I have money?',
    sentences: [
      "Because money is only one of three things: the quota of the region or of the size's family may be too small, the size may be closed to your subscription, or the datacentre may be full at this moment.",
    ],
  },
  'resource-group': {
    question: 'What is the one command that ends all cost?',
    sentences: ['`az group delete --name {group}`.', 'It deletes the group and everything in it, in any order, whatever state it is in.'],
  },
  nodes: {
    question: 'What did nearness buy, in microseconds?',
    sentences: [
      'Between datacentres, or without accelerated networking, a small message usually takes 60 to 500 microseconds; near each other and with it, the old how-to measured 27 to 31.',
      'So nearness and accelerated networking buy some 30 to 470 microseconds for each message.',
    ],
  },
  'log-in': {
    question: 'How do I know that this is my machine?',
    sentences: [
      'So at its first boot each node prints its host keys to its *serial console*, and Azure hands that text to whoever may read the machine.',
      "rank0 reads them there, over HTTPS and with your token, and writes them to this cluster's `known_hosts`.",
      'If the machine that answers shows any other key, everything stops.',
    ],
  },
  'cluster-ssh': {
    question: "What would break if one node's host key were missing?",
    sentences: [
      'Exactly the runs that must log in to that node: `Host key verification failed`.',
      'SSH cannot ask, because nobody is there to answer, and `mpirun` says that a daemon could not be started.',
    ],
  },
  'hello-mpi': {
    question: 'Who started rank 3, and how?',
    sentences: [
      "`mpirun` on `{head}`, by logging in to `{last}` over SSH with the cluster's own key.",
      'There it started a small helper program (`orted`), which started `hello` and told it: you are number 3.',
    ],
  },
  prune: {
    question: 'How do I reach node 3 now, and can it run apt?',
    sentences: [
      'Through the head: `rank0 ssh {cluster} 3` makes one SSH connection to `{head}` and a tunnel in it to the node.',
      '`apt-get` starts and then waits for a mirror that never answers: without a NAT gateway nothing can be fetched there.',
    ],
  },
  benchmark: {
    question: 'Is my network as good as it should be, and how do I know?',
    sentences: [
      '## Is my network as good as it should be, and how do I know?',
      'Compare your figures with what is published or usual for the same size and the same network, and with your own earlier runs.',
      'The verdict says which of these it was held against, and where it comes from; where nothing is known, it says that, too.',
    ],
  },
  'shared-files': {
    question: 'What happens to running jobs if the head reboots?',
    sentences: [
      '## What happens to running jobs if the head reboots?',
      'They stop, and go on.',
      'The mount is *hard*: a rank that reads or writes `/scratch` waits until the head answers again, and loses nothing; it looks as if it hung.',
      'Only what the head itself ran is gone: `mpirun` lives there, so a job that it started ends with it.',
    ],
  },
  'your-cluster': {
    question: 'What does this cost me while I sleep?',
    sentences: [
      'The price at the top, times the hours you sleep.',
      'A *deallocated* machine costs no processor time any more; its disk and its public address go on, and so does its share of your quota.',
      '*Deleted* is the only state that costs nothing.',
    ],
  },
};

describe.each(road.filter(({ id, built }) => built || id in answers).map(({ id }) => id))('the page of %s', (stage) => {
  const body = lessonTexts().find(({ where }) => where === `lessons/${stage}.md`)?.body ?? '';

  it('answers its question, under a heading of its own or in the line of what can go wrong', () => {
    const { question = 'none is known to this test', sentences = [] } = answers[stage] ?? {};
    for (const sentence of sentences) expect(body, question).toContain(sentence);
    expect(sentences.length, question).toBeGreaterThan(0);
  });

  it('says what will change, what can go wrong, and what the old how-to did, by number', () => {
    expect(body).toMatch(/^## What will change$/m);
    expect(body).toMatch(/^## What can go wrong/m);
    expect(/^## What the old how-to did\n([\s\S]*?)^## /m.exec(body)?.[1]).toMatch(/\bH([1-9]|[12]\d|3[0-3])\b/);
  });
});
