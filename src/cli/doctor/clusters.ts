import { readdirSync } from 'node:fs';
import { clusterFolders } from '../../state/home.ts';
import { readJournal } from '../../state/journal.ts';
import { lockHolder, staleLock } from '../../state/lock.ts';
import { readSession } from '../../state/store.ts';
import type { Check } from './check.ts';

/** Clusters that are remembered here: their sessions, their locks, and whether their journals can be read. */
export const clusters: Check = {
  name: 'clusters',
  needed: false,
  seconds: 10,
  look: async ({ home }) => {
    const all = clusterFolders(home);
    if (all.length === 0) return { ok: true, detail: 'none remembered here' };
    const seen = all.map(({ cloud, name, folder }) => {
      const session = readSession(folder, name);
      const holder = lockHolder(folder);
      const left = staleLock(folder);
      const { damagedLines } = readJournal(folder);
      const kept = readdirSync(folder).filter((file) => file.includes('.damaged-'));
      const damage = damagedLines.length > 0 ? `journal damaged at line ${damagedLines.slice(0, 3).join(', ')}` : undefined;
      const words = [
        session?.result ?? `at the stage ${session?.stage ?? 'sign-in'}`,
        ...(holder ? [`${holder.command} is working on it (process ${holder.pid})`] : []),
        ...(left ? [`a lock of ${left.command} (process ${left.pid}, ${left.since}) whose program is gone`] : []),
        ...(damage === undefined ? [] : [damage]),
        ...(kept.length > 0 ? [`${kept.length} damaged file${kept.length === 1 ? '' : 's'} kept`] : []),
      ];
      return { text: `${name} (${cloud}): ${words.join(', ')}`, left: left !== undefined, damage: damage !== undefined };
    });
    const detail = seen.map(({ text }) => text).join('; ');
    if (seen.some(({ damage }) => damage)) {
      return { ok: false, detail, next: 'Open the cluster again: what can be read is kept, the damaged file too, and Azure is asked for the rest' };
    }
    if (seen.some(({ left }) => left)) return { ok: true, detail, next: 'The next command on that cluster takes the lock over by itself' };
    return { ok: true, detail };
  },
};
