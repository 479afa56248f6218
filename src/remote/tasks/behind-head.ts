import type { Observation, Task } from '../../engine/task.ts';
import type { ClusterNode } from '../../state/events.ts';
import { type Problem, ProblemError } from '../../state/problem.ts';
import { few } from '../../state/words.ts';
import { type Access, headOf } from '../access.ts';
import { failedHead } from '../tunnel.ts';

/** What all of these tasks need to know of their place in a plan. */
export interface BehindHead {
  readonly needs: readonly string[];
  /** Nodes that are about to lose their addresses, or have lost them; none of them is the head. */
  readonly names: readonly string[];
}

const proof = 'uname -n';

/** The node as it will be: without a public address. */
const behind = ({ publicAddress: _, ...node }: ClusterNode): ClusterNode => node;

/**
 * Before anything is cut off: the head answers, and every node answers through it. What fails here would not be reachable afterwards, so
 * nothing is taken away.
 */
export function wayInTask(access: Access, { needs, names: wanted }: Pick<BehindHead, 'needs'> & { names(): readonly string[] }): Task {
  const head = headOf(access);
  return {
    id: 'prune/way-in',
    stage: 'prune',
    title: `the way in, through ${head}`,
    node: head,
    needs,
    lane: 'head',
    explain:
      `Without public addresses the other nodes are reached through ${head} alone: one SSH connection to it, and a tunnel in it to each node. ` +
      'That is tried now, with every node, while they can still be reached as before.',
    get commands() {
      // By the name that the head knows it by: its public address is closed to the head as to anybody else.
      const other = access.names[1] ?? head;
      return [`ssh -F ssh_config -J ${head} -o HostName=${other} ${other} ${proof}`];
    },
    usualSeconds: [1, 10],
    observe: async ({ signal }): Promise<Observation> => {
      const names = wanted();
      try {
        await access.nodes.exec(access.node(head), proof, { signal, timeoutSeconds: 20 });
      } catch (error) {
        return { is: 'wrong', problem: headSilent(access, error) };
      }
      const ends = await Promise.allSettled(names.map((name) => access.nodes.exec(behind(access.node(name)), proof, { signal, timeoutSeconds: 20 })));
      signal.throwIfAborted();
      const failed = names.flatMap((name, index) => (ends[index]?.status === 'rejected' ? [{ name, error: ends[index].reason as unknown }] : []));
      const [first] = failed;
      if (!first) return { is: 'so', message: names.length === 0 ? `${head} answers` : `${names.length} answer through ${head}` };
      if (!(first.error instanceof ProblemError) || first.error.stopsRun) throw first.error;
      return { is: 'wrong', problem: failedHead(first.error) === undefined ? notThrough(access, failed, first.error) : headSilent(access, first.error) };
    },
  };
}

/** The head that does not answer, before anything was cut off. */
export function headSilent(access: Pick<Access, 'names' | 'cluster'>, error: unknown): Problem {
  if (!(error instanceof ProblemError) || error.stopsRun) throw error;
  return {
    code: 'head-unreachable',
    message: `the head ${headOf(access)} does not answer, so no address is taken away: ${error.problem.message}`,
    means: 'Without their addresses the other nodes would be reached through the head alone. As long as it does not answer, they would be cut off.',
    next: [
      { label: 'See how it is', command: `rank0 status ${access.cluster}` },
      { label: 'Mend what is not as it should be, then prune again', command: `rank0 up --name ${access.cluster}` },
    ],
  };
}

function notThrough(access: Access, failed: readonly { name: string }[], { problem }: ProblemError): Problem {
  const names = failed.map(({ name }) => name).join(', ');
  return {
    code: problem.code === 'tunnel-forbidden' ? problem.code : 'not-through-head',
    message: `${names} cannot be reached through ${headOf(access)}, so no address is taken away: ${problem.message}`,
    means:
      problem.code === 'tunnel-forbidden'
        ? problem.means
        : 'Inside the network nothing closes port 22, so a node that does not answer there is off, frozen or cut off. Without its address it could not be looked at any more.',
    next: [
      ...problem.next.filter(() => problem.code === 'tunnel-forbidden'),
      { label: 'See how it is', command: `rank0 status ${access.cluster}` },
      { label: 'Mend it, then prune again', command: `rank0 up --name ${access.cluster}` },
    ],
  };
}

/** Every node without a public address answers through the head. */
export function reachedTask(access: Access, { needs, names }: BehindHead): Task {
  const head = headOf(access);
  return {
    id: 'prune/reached',
    stage: 'prune',
    title: `${names.length} nodes through one connection to ${head}`,
    node: head,
    needs,
    lane: 'head',
    explain: `Every node without a public address is asked for its name, through tunnels in the one connection to ${head}. sshd does not count tunnels, so 64 fit as well as 3.`,
    commands: [`rank0 run ${access.cluster} -- ${proof}`],
    usualSeconds: [1, 6],
    observe: async ({ signal }) => {
      const said = await Promise.all(names.map((name) => access.nodes.exec(access.node(name), proof, { signal, timeoutSeconds: 20 })));
      return { is: 'so', message: names.map((name, index) => `${name}: ${said[index]?.stdout.trim() ?? ''}`).join('\n') };
    },
  };
}

/** The address of Ubuntu's packages in Azure: what apt-get asks. */
const mirror = 'http://azure.archive.ubuntu.com/ubuntu/';
const tryOut = `curl -sS --max-time 10 -o /dev/null ${mirror}`;

/** How long a NAT gateway that Azure calls ready may take to let something through, in milliseconds of the world. */
const gatewayPatience = 120_000;

/**
 * What is lost is tried and not assumed: each node without a public address asks Ubuntu's package mirror. Without a gateway nothing
 * answers (azure-facts 6.2); with one it must.
 */
export function wayOutTask(access: Access, { needs, names, gateway }: BehindHead & { readonly gateway: boolean }): Task {
  let since: number | undefined;
  return {
    id: 'prune/way-out',
    stage: 'prune',
    title: gateway ? 'the way out, through the NAT gateway' : 'what is lost: the way out',
    needs,
    lane: 'node',
    explain:
      'A public address was also the way out. Each node tries to reach the server that its packages come from, so that it is known and not assumed what works there from now on. ' +
      'Azure storage of the same region is reached in any case.',
    commands: [`rank0 run ${access.cluster} -- '${tryOut}'`],
    usualSeconds: [1, 15],
    observe: async ({ signal, clock }): Promise<Observation> => {
      since ??= clock.now();
      const ends = await Promise.all(names.map((name) => access.nodes.exec(access.node(name), tryOut, { signal, timeoutSeconds: 25 })));
      const without = names.filter((_, index) => ends[index]?.exitCode !== 0);
      const said =
        ends
          .find(({ exitCode }) => exitCode !== 0)
          ?.stderr.trim()
          .split('\n')
          .at(-1) ?? '';
      if (!gateway) {
        if (without.length === 0) return { is: 'so', message: 'the nodes still reach the internet: something else gives them a way out' };
        const still = names.length - without.length;
        return {
          is: 'so',
          message: `no way out from ${few(without, 4)}: apt-get and downloads fail there (${said})${still > 0 ? `; ${still} still have one` : ''}`,
        };
      }
      if (without.length === 0) return { is: 'so', message: 'apt-get and downloads work on all of them' };
      if (clock.now() - since < gatewayPatience) return { is: 'pending', waitingFor: `the NAT gateway to let ${few(without, 4)} out` };
      return { is: 'wrong', problem: noWayOut(access, without, said) };
    },
  };
}

const noWayOut = (access: Access, names: readonly string[], said: string): Problem => ({
  code: 'gateway-without-effect',
  message: `${few(names, 4)} cannot reach ${mirror} through the NAT gateway: ${said}`,
  means: 'The subnet goes out through the gateway, and still nothing answers: a route or a rule of somebody else, or Azure is late.',
  next: [{ label: 'Try again', command: `rank0 prune ${access.cluster} --nat-gateway` }],
});
