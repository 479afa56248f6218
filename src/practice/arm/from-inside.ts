import type { Resource, WorldState } from '../state.ts';
import { everyMachine, guidOf } from './call.ts';
import { beginUnasked } from './operations.ts';

/**
 * A machine that was shut down from inside is off at a moment: Azure shows it as stopped, keeps its hardware for it and bills it on.
 * Nobody asked Azure for anything, so nothing that it is asked meanwhile has to wait.
 */
export function offFromInside(state: WorldState, vm: Resource, at: number): void {
  beginUnasked(state, vm, { id: guidOf(`off from inside ${at} ${vm.id}`), kind: 'power-off', started: at, due: at });
}

/** The same for the machine with this `vmId`, where it runs. */
export function offByItself(state: WorldState, vmId: string, at: number): void {
  const vm = everyMachine(state).find(({ machine }) => machine?.vmId === vmId);
  if (vm?.machine?.power === 'running') offFromInside(state, vm, at);
}
