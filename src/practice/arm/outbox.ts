import { setTimeout as pause } from 'node:timers/promises';
import { isRunning, thisProcess } from '../../state/process-identity.ts';
import type { Machines } from '../machines.ts';
import type { MachineEvent } from '../state.ts';
import type { WorldStore } from '../store.ts';

/**
 * Tells the machines what ARM has decided, each thing once: an event is claimed in the world's file by the program that
 * does it, and struck out when it is done. One that a killed program had claimed is done again by the next; machines take
 * the same event twice as once.
 */
export interface MachineTeller {
  /** Begins telling, where there is something to tell. */
  kick(): void;
  /** Resolves when nothing is left to tell. @throws what a machine threw. */
  settled(): Promise<void>;
}

/** @param busy called while it works; its answer is called when it has ended (PracticeClock.busy) */
export function machineTeller(store: WorldStore, machines: Machines, busy: () => () => void): MachineTeller {
  let running: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;

  const work = async (): Promise<void> => {
    const free = busy();
    try {
      while (failure === undefined && store.look().machineEvents.length > 0) {
        const mine = claim(store);
        if (mine.length === 0) {
          // Another program is at it.
          await pause(20);
          continue;
        }
        const results = await Promise.allSettled(mine.map((event) => tell(machines, event)));
        const failed = mine.filter((_, index) => results[index]?.status === 'rejected').map((event) => event.number);
        const done = new Set(mine.map((event) => event.number).filter((number) => !failed.includes(number)));
        store.change((state) => {
          state.machineEvents = state.machineEvents.filter((event) => !done.has(event.number));
          for (const event of state.machineEvents) if (failed.includes(event.number)) delete event.claim;
          return { changed: true, value: undefined };
        });
        const rejected = results.find((result) => result.status === 'rejected');
        if (rejected) failure = { error: rejected.reason };
      }
    } finally {
      free();
      running = undefined;
    }
  };
  const kick = (): void => {
    if (running !== undefined || store.look().machineEvents.length === 0) return;
    running = work().catch((error: unknown) => {
      failure = { error };
    });
  };
  return {
    kick,
    settled: async () => {
      kick();
      while (running !== undefined) await running;
      const thrown = failure;
      failure = undefined;
      if (thrown) throw thrown.error;
    },
  };
}

/** Takes the first event of each machine that no living program is working on. */
function claim(store: WorldStore): MachineEvent[] {
  return store.change((state) => {
    const seen = new Set<string>();
    const mine: MachineEvent[] = [];
    for (const event of [...state.machineEvents].sort((a, b) => a.number - b.number)) {
      if (seen.has(event.vmId)) continue;
      seen.add(event.vmId);
      if (event.claim && isRunning(event.claim) !== false) continue;
      event.claim = thisProcess();
      mine.push(event);
    }
    return { changed: mine.length > 0, value: mine };
  });
}

async function tell(machines: Machines, { what, vmId, at, spec }: MachineEvent): Promise<void> {
  switch (what) {
    case 'boot':
      return spec && machines.boot(spec, at);
    case 'rewire':
      return spec && machines.rewire(spec);
    case 'halt':
      return machines.halt(vmId);
    case 'destroy':
      return machines.destroy(vmId);
    default:
      return what satisfies never;
  }
}
