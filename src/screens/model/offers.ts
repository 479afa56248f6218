import { accessPriceWords, sharedPriceWords } from '../../stages/shared-prices.ts';
import { type SharedFiles, sharedFilesKinds } from '../../state/choices.ts';
import type { Row } from './lists.ts';
import type { Offered } from './offered.ts';
import type { WizardState } from './state.ts';

/** What Enter takes of an offer: choices, or nothing where one goes on without. */
export interface OfferRow {
  readonly choices?: { readonly benchmark?: boolean; readonly sharedFiles?: SharedFiles; readonly prune?: boolean; readonly natGateway?: boolean };
  /** What it is like, in sentences, while its row is marked. */
  readonly character: string;
  /** What each access costs, where it costs. */
  readonly access?: string;
}

/** Rows of an offer. The first leaves it out, so that Enter alone never costs anything. */
export function offerRows(state: WizardState, stage: Offered): readonly Row<OfferRow>[] {
  const row = (key: string, label: string, detail: string, value: OfferRow): Row<OfferRow> => ({ key, label, detail, value });
  switch (stage) {
    case 'benchmark':
      return [
        row('skip', 'Go on without', 'nothing is measured', { character: 'Nothing is lost: b on the last screen offers it again.' }),
        row('benchmark', 'Measure the network', 'a few minutes, no extra cost', {
          choices: { benchmark: true },
          character:
            'The OSU micro-benchmarks are built on the nodes once, then run between two nodes, over all of them, and between every pair. Nothing else should run on the nodes meanwhile.',
        }),
      ];
    case 'shared-files':
      return sharedRows(state);
    case 'prune':
      return [
        row('skip', 'Keep all public addresses', 'nothing changes', { character: 'Each node keeps its own public address, as it is now.' }),
        row('prune', 'Only the head keeps one', 'costs less; no way out', {
          choices: { prune: true },
          character: 'The other nodes are reached through the head. They cannot download anything any more: what they need must be installed before.',
        }),
        row('nat', 'The same, and a NAT gateway', 'costs more; a way out', {
          choices: { prune: true, natGateway: true },
          character:
            'The other nodes are reached through the head, and reach the internet through the gateway, which costs about 0.05 $ an hour and by the GB.',
        }),
      ];
    default: {
      const never: never = stage;
      return never;
    }
  }
}

/** What each kind of shared files is called. */
export const sharedTitles: Readonly<Record<SharedFiles, string>> = {
  none: 'none',
  head: "NFS from the head's disk",
  blob: 'Blob NFS, standard',
  'blob-premium': 'Blob NFS, premium',
};

/** What each kind is like. */
function characterOf(state: WizardState, kind: SharedFiles): string {
  const { cluster } = state;
  const head = cluster?.nodes.find(({ role }) => role === 'head')?.name ?? `${cluster?.choices.name ?? 'glocluster'}0`;
  switch (kind) {
    case 'none':
      return 'Each node has its own disk, and programs are copied to all of them. m on the last screen offers it again.';
    case 'head':
      return `${head} gives a directory of its disk to all nodes. Good for programs and small files; with many nodes the head is the narrow place, and while it is off all wait.`;
    case 'blob':
      return 'A storage account on hard disks. Good for large files read and written from end to end, slow for many small ones and for changes inside a file. It outlives the head.';
    case 'blob-premium':
      return 'The same on SSDs: each request is answered several times as fast and costs less, the GB costs more. For many small reads.';
    default: {
      const never: never = kind;
      return never;
    }
  }
}

/** Kinds with their price beside each other; where something is mounted, that row says so. */
function sharedRows(state: WizardState): readonly Row<OfferRow>[] {
  const now = state.shared?.kind ?? 'none';
  return sharedFilesKinds.map((kind): Row<OfferRow> => {
    const mounted = kind === now && kind !== 'none';
    return {
      key: kind,
      label: kind === 'none' ? (now === 'none' ? 'Go on without' : 'Nothing shared any more') : sharedTitles[kind],
      detail: mounted ? 'mounted now' : sharedPriceWords(kind),
      value: { character: characterOf(state, kind), access: accessPriceWords(kind), ...(kind === now ? {} : { choices: { sharedFiles: kind } }) },
    };
  });
}
