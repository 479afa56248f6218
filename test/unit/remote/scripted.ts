import { ubuntuMpi } from '../../../src/remote/mpi-stack.ts';
import type { Access } from '../../../src/remote/access.ts';
import type { ExecResult, Nodes } from '../../../src/remote/nodes.ts';
import { type SshFailure, sshProblem } from '../../../src/remote/ssh-problems.ts';
import type { ClusterNode } from '../../../src/state/events.ts';
import { testNode } from './ssh-server.ts';

export const answer = (stdout = '', exitCode = 0, stderr = ''): ExecResult => ({ exitCode, stdout, stderr });

/** A failure of the connection, for a scripted answer. */
export const failure = (code: SshFailure): Error => sshProblem(code, testNode('node0', []), code);

export interface Scripted extends Access {
  /** `NODE: COMMAND`, in order. */
  readonly asked: string[];
  readonly forgotten: string[];
}

/** Nodes whose answers a function gives: text is stdout with exit code 0, an error is thrown. */
export function scripted(names: readonly string[], answerTo: (command: string, node: string) => string | ExecResult | Error): Scripted {
  const asked: string[] = [];
  const forgotten: string[] = [];
  const known = new Map<string, ClusterNode>(
    names.map((name, index) => [name, testNode(name, ['ssh-ed25519 AAAA'], { privateAddress: `10.0.0.${9 - index}` })]),
  );
  const nodes: Nodes = {
    exec: async ({ name }, command) => {
      asked.push(`${name}: ${command}`);
      const given = answerTo(command, name);
      if (given instanceof Error) throw given;
      return typeof given === 'string' ? answer(given) : given;
    },
    ping: async () => ({ state: 'ok' }),
    forget: (name) => forgotten.push(name),
    close: () => {},
  };
  return {
    cluster: (names[0] ?? '').replace(/0$/, ''),
    nodes,
    node: (name) => known.get(name) as ClusterNode,
    names,
    user: 'glock',
    subnet: '10.0.0.0/24',
    vCPUs: 2,
    mpi: ubuntuMpi,
    asked,
    forgotten,
  };
}
