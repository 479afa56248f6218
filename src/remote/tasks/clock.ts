import type { Observation, Task } from '../../engine/task.ts';
import { type Access, headOf } from '../access.ts';

/** Seconds that clocks of nodes may differ by, beside what asking takes. */
const tolerance = 2;

/** What a node's clock showed, and the moments between which it was asked, in seconds. */
interface Shown {
  readonly name: string;
  readonly shows: number;
  readonly asked: number;
  readonly answered: number;
}

/** After a start the clocks of all nodes agree with the head's: `make` and MPI's timing mind, and so does NFS. */
export function clockTask(access: Access, needs: readonly string[]): Task {
  let off: readonly string[] = [];
  return {
    id: 'start/clocks',
    stage: 'your-cluster',
    title: 'clocks of the nodes',
    needs,
    lane: 'node',
    explain:
      'A machine that was off takes its time from its host and from chrony when it boots. Until that is done its clock may be wrong, and files that look as if they came from the future confuse make and NFS.',
    commands: ['date --utc +%s.%N', 'sudo chronyc makestep'],
    usualSeconds: [1, 10],
    observe: async ({ signal, clock }): Promise<Observation> => {
      const shown = await Promise.all(
        access.names.map(async (name): Promise<Shown> => {
          const asked = clock.now() / 1000;
          const { stdout } = await access.nodes.exec(access.node(name), 'date +%s.%N', { signal, timeoutSeconds: 20 });
          return { name, shows: Number(stdout.trim()), asked, answered: clock.now() / 1000 };
        }),
      );
      const most = differences(shown, headOf(access));
      off = most.filter(({ by }) => by > tolerance).map(({ name }) => name);
      return off.length > 0 ? { is: 'absent' } : { is: 'so', message: `agree to within ${tolerance} s` };
    },
    make: async ({ signal, report }) => {
      report({ message: `set anew on ${off.join(', ')}` });
      await Promise.all(
        off.map((name) =>
          access.nodes.exec(access.node(name), 'sudo chronyc makestep || sudo systemctl restart chrony systemd-timesyncd', { signal, timeoutSeconds: 30 }),
        ),
      );
    },
  };
}

/** Seconds by which each clock certainly differs from the head's: what lies within the time that asking took is none. */
export function differences(shown: readonly Shown[], head: string): { readonly name: string; readonly by: number }[] {
  const offset = ({ shows, asked, answered }: Shown): readonly [number, number] => [shows - answered, shows - asked];
  const reference = shown.find(({ name }) => name === head);
  if (!reference) return [];
  const [low, high] = offset(reference);
  return shown.map((one) => {
    const [least, most] = offset(one);
    return { name: one.name, by: Math.max(0, least - high, low - most) };
  });
}
