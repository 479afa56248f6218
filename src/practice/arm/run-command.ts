import type { ArmRequest } from '../../engine/world.ts';
import { type Answer, badRequest, conflict } from './answer.ts';
import { type Call, groupOf, type Handler, idOf, needsProvider, notFound, part, resourceAt } from './call.ts';
import { listAt, textAt } from './json.ts';
import { refuseConcurrent } from './machine-put.ts';
import { accepted, begin } from './operations.ts';
import { setState } from './settle.ts';
import { machines } from './types.ts';

const ending = /\/runCommand$/i;

/** The machine and the script that a request for a Run Command names, before it is answered; undefined for any other request. */
export function commandAsked({ method, body = '' }: ArmRequest, path: string): { readonly id: string; readonly script: string } | undefined {
  if (method.toUpperCase() !== 'POST' || !ending.test(path)) return undefined;
  try {
    return { id: path.replace(ending, ''), script: scriptIn(JSON.parse(body)) };
  } catch {
    return undefined; // a body that cannot be read is refused by its answer
  }
}

const scriptIn = (body: unknown): string => `${listAt(body, 'script').map(String).join('\n')}\n`;

/**
 * `POST …/runCommand`: a script that the machine's agent ran as root. What it printed is the operation's result, in the words of the
 * extension that does it.
 */
export const runCommand =
  (type: string): Handler =>
  (call, parts): Answer => {
    needsProvider(call, 'Microsoft.Compute');
    const group = part(parts, 'group');
    groupOf(call, group, true);
    const name = type === machines ? part(parts, 'name') : `${part(parts, 'name')}/virtualMachines/${part(parts, 'instance')}`;
    const vm = resourceAt(call.state, idOf(call, group, type, name));
    if (!vm) throw notFound(type, group, name);
    const command = textAt(call.body, 'commandId');
    if (command !== 'RunShellScript') throw badRequest('InvalidParameter', `The value of parameter commandId is invalid: ${String(command)}.`);
    refuseConcurrent(call, vm);
    if (vm.machine?.power !== 'running' || !call.ran) {
      throw conflict('OperationNotAllowed', `Cannot modify extensions in the VM when the VM is not running.`);
    }
    setState(vm, 'Updating');
    const operation = begin(
      call,
      { kind: 'put', target: vm.id, provider: 'Microsoft.Compute', location: vm.location, output: outputOf(call.ran) },
      'run command',
    );
    return accepted(call, operation);
  };

/** The extension shows the last 4096 characters of each. */
const outputOf = ({ stdout, stderr }: NonNullable<Call['ran']>): string =>
  `Enable succeeded: \n[stdout]\n${stdout.slice(-4096)}\n[stderr]\n${stderr.slice(-4096)}`;
