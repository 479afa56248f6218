import type { WorldState } from './state.ts';

/** How long a machine's first boot counts as being in flight, in milliseconds: its packages are being installed. */
const firstBoot = 10 * 60_000;

/** When everything that is in flight will have ended. */
export function inFlightUntil(state: WorldState): number {
  return Math.max(
    0,
    ...Object.values(state.providers).flatMap((provider) => provider.registeringUntil ?? []),
    ...Object.values(state.operations).flatMap((operation) =>
      operation.status === 'InProgress' ? operation.due + (operation.steps.some((step) => step.what === 'boot') ? firstBoot : 0) : [],
    ),
    ...Object.values(state.resources).flatMap((resource) => (resource.machine?.bootedAt === undefined ? [] : resource.machine.bootedAt + firstBoot)),
  );
}
