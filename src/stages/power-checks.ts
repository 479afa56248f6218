import { nodeAddresses } from '../azure/node-addresses.ts';
import { az } from '../azure/commands.ts';
import type { Observation, Task } from '../engine/task.ts';
import type { Choices } from '../state/choices.ts';
import type { Problem } from '../state/problem.ts';
import type { StageContext } from './stage.ts';

/**
 * Where the nodes are after a start, asked of Azure. A Standard address stays; one that was changed meanwhile is learned, so that
 * known_hosts and ssh_config follow. Host keys are read from the serial console after it.
 */
export function addressTask({ azure, choices, allKnown, known }: StageContext, names: readonly string[]): Task {
  return {
    id: 'start/addresses',
    stage: 'your-cluster',
    title: 'addresses after the start',
    needs: [],
    lane: 'free',
    explain:
      'Private addresses and Standard public addresses survive a deallocation. That is checked, not assumed: what differs is written to known_hosts and ssh_config next.',
    commands: [az('vm', 'list-ip-addresses', '--resource-group', choices.resourceGroup, '--output', 'table')],
    usualSeconds: [1, 5],
    observe: async ({ signal, learn }): Promise<Observation> => {
      const found = await nodeAddresses(azure, choices, allKnown(), signal);
      const changed: string[] = [];
      for (const name of names) {
        const before = known(name);
        const now = found.get(name);
        if (!before || !now?.privateAddress) continue;
        if (now.privateAddress === before.privateAddress && now.publicAddress === before.publicAddress) continue;
        const { publicAddress: _, ...rest } = before;
        learn({
          type: 'node',
          node: { ...rest, privateAddress: now.privateAddress, ...(now.publicAddress === undefined ? {} : { publicAddress: now.publicAddress }) },
        });
        changed.push(`${name} ${now.publicAddress ?? now.privateAddress}`);
      }
      return { is: 'so', message: changed.length === 0 ? 'as before' : `changed: ${changed.join(', ')}` };
    },
  };
}

const noRoom = /AllocationFailed|Overconstrained/i;

/**
 * What goes wrong on the way, with ways on that fit. Where Azure has no room at a start: later, then all anew so that the placement
 * group is not held in one datacentre, then another size, then another region (azure-facts 3).
 */
export function powerProblem(problem: Problem, choices: Choices, way: 'stop' | 'start', running: number): Problem {
  const { name, cloud, network } = choices;
  const again = way === 'stop' ? `rank0 stop ${name}` : `rank0 start ${name}`;
  if (way === 'start' && noRoom.test(problem.code)) return { ...problem, means: noRoomMeans(choices, running), next: ladder(choices, running) };
  const { next } = problem;
  const here = new RegExp(`^rank0 up( --name ${name})?( --cloud ${cloud})?$`);
  const mended = next.map((step) => (here.test(step.command ?? '') ? { ...step, command: again } : step));
  if (mended.some(({ command }) => command === again) || network === undefined) return { ...problem, next: mended };
  return { ...problem, next: [...mended, { label: `Go on with the ${way}`, command: again, key: 'r' }] };
}

function noRoomMeans({ network }: Choices, running: number): string {
  const held =
    running > 0
      ? ` ${running} of its nodes ${running === 1 ? 'runs' : 'run'} already and ${running === 1 ? 'is' : 'are'} billed; the others have to fit beside ${running === 1 ? 'it' : 'them'}.`
      : '';
  const group =
    network === 'infiniband'
      ? ' All instances of this scale set have to stand on one fabric.'
      : ' The placement group wants all nodes in one datacentre, the one where the first of them starts.';
  return `A deallocated machine has no hardware kept for it, and Azure has no room for this size there now. Quota does not help: it is permission, not capacity.${group}${held}`;
}

function ladder({ name, cloud, network, location }: Choices, running: number): Problem['next'] {
  return [
    { label: 'Try again in a quarter of an hour or at another time of day: room comes and goes', command: `rank0 start ${name}`, key: 'r' },
    ...(running > 0
      ? [
          {
            label:
              network === 'infiniband'
                ? 'Stop all, so that none is billed meanwhile'
                : 'Stop all, so that the placement group may begin in another datacentre and none is billed meanwhile',
            command: `rank0 stop ${name}`,
          },
        ]
      : []),
    { label: 'Fewer nodes may fit', command: `rank0 scale ${name} 2` },
    { label: `Another size: copy off what you need, delete this one, build with one of those that have room in ${location}`, command: `rank0 down ${name}` },
    { label: 'Another region: a cluster cannot move, so it is built anew there', command: `rank0 up --cloud ${cloud} --location REGION` },
  ];
}
