import { openWalk, type Walk } from '../stages/walk.ts';
import type { Choices } from '../state/choices.ts';
import type { KnownCluster } from './cluster-choice.ts';
import { openCommandWorld } from './command-world.ts';
import { givenBy } from './gather.ts';
import type { Surroundings } from './surroundings.ts';

/** How a command works on a cluster. */
interface WalkHow {
  /** Chosen otherwise for this command. */
  readonly choices?: Partial<Choices>;
}

/**
 * Opens a remembered cluster for one command, whose only writer it then is: it remembers cloud, subscription and tenant, flags win.
 * World and walk are closed again, whatever the work comes to.
 * @throws ProblemError `cluster-in-use` and those of the home; whatever the work throws.
 */
export async function withWalk<T>(around: Surroundings, { session }: KnownCluster, work: (walk: Walk) => Promise<T>, { choices }: WalkHow = {}): Promise<T> {
  const { words, home, output } = around;
  const saved = session.choices as Choices;
  const given = givenBy(words);
  const world = await openCommandWorld(around, saved.cloud, given.tenant ?? saved.tenant);
  try {
    const all = { ...saved, subscription: given.subscription ?? saved.subscription, ...choices };
    const walk = openWalk({ home, world, choices: all, command: ['rank0', words.command].join(' ') });
    try {
      walk.subscribe(output.event);
      return await work(walk);
    } finally {
      await walk.close();
    }
  } finally {
    await world.close();
  }
}
