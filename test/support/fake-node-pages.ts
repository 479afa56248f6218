import type { WizardWalk } from '../../src/cli/wizard/services.ts';
import { type Problem, ProblemError } from '../../src/state/problem.ts';

/** A program in the place of ssh, or none. */
export type FakeShell = 'missing' | { readonly command: string; readonly args: readonly string[] };

/** What is otherwise with pages about nodes. */
export interface NodePageOptions {
  /** The ssh program is not there, or this shell line stands for it. */
  readonly ssh?: FakeShell;
  /** What pages about nodes fail with. */
  readonly nodePageProblem?: Problem;
  /** The serial log of each node. */
  readonly serialLog?: string;
}

type Pages = Pick<WizardWalk, 'serialLog' | 'cloudInitLog' | 'nodeResources' | 'nodeCommands' | 'shell'>;

/** What the fake tells of one node. */
export function fakeNodePages({ ssh, nodePageProblem, serialLog }: NodePageOptions, { calls, time }: { readonly calls: string[]; time(): string }): Pages {
  const asked = (what: string): void => {
    calls.push(what);
    if (nodePageProblem) throw new ProblemError({ ...nodePageProblem, next: [...nodePageProblem.next] });
  };
  return {
    serialLog: async (node) => {
      asked(`serial log ${node}`);
      return serialLog ?? `[    0.000000] Linux version 6.8.0 (${node})\r\n[   12.5] cloud-init: finished at ${time()}\r\n\x1b[32m${node} login:\x1b[0m `;
    },
    cloudInitLog: async (node) => {
      asked(`cloud-init log ${node}`);
      return Array.from({ length: 300 }, (_, index) => `Get:${index + 1} http://azure.archive.ubuntu.com/ubuntu package-${index + 1}`).join('\n');
    },
    nodeResources: async (node) => {
      asked(`resources ${node}`);
      return [
        { kind: 'virtual machine', name: node, state: 'Succeeded, running', facts: ['Standard_D2s_v5', 'made 2026-11-24T12:00:30.000Z'] },
        { kind: 'network card', name: `gloclusterVMNic${node.slice(-1)}`, state: 'Succeeded', facts: ['10.0.0.4', 'accelerated networking on'] },
        { kind: 'public address', name: `gloclusterPublicIP${node.slice(-1)}`, state: 'Succeeded', facts: ['20.25.28.201', 'Standard', 'Static'] },
        { kind: 'disk', name: `of ${node}`, state: 'not there', facts: [] },
      ];
    },
    nodeCommands: (node) => ({
      serialLog: `az vm boot-diagnostics get-boot-log --name ${node} --resource-group glocluster-rg`,
      cloudInitLog: `rank0 run glocluster ${node} -- sudo tail -n 4000 /var/log/cloud-init-output.log`,
      resources: `az vm show --name ${node} --resource-group glocluster-rg --show-details`,
    }),
    shell: async (node) => {
      asked(`shell ${node}`);
      const line = ssh === undefined || ssh === 'missing' ? { command: 'ssh', args: [node] } : ssh;
      return { ...line, close: () => void calls.push(`shell ${node} closed`) };
    },
  };
}
