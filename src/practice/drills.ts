import { usageError } from '../state/problem.ts';
import type { Fault } from './faults.ts';
import type { WorldState } from './state.ts';

/** A failure to recover from: `rank0 practice --drill NAME`. It stays until it was met, or until the world is reset. */
export interface Drill {
  readonly name: string;
  /** What happens, for a list. */
  readonly effect: string;
  readonly faults?: readonly Fault[];
  readonly limits?: Readonly<Record<string, number>>;
}

const machine = '^PUT .*/providers/Microsoft\\.Compute/virtualMachines/[^/]+$';

export const drills: readonly Drill[] = [
  { name: 'quota', effect: 'the subscription has 4 vCPUs a region, as a free one has', limits: { cores: 4 } },
  {
    name: 'allocation',
    effect: 'Azure has no room for one of the machines: it fails late, with AllocationFailed',
    faults: [
      {
        match: machine,
        effect: {
          kind: 'fail-late',
          code: 'AllocationFailed',
          message:
            'Allocation failed. We do not have sufficient capacity for the requested VM size in this region. Read more about improving likelihood of allocation success at https://aka.ms/allocation-guidance',
        },
        times: 1,
      },
    ],
  },
  {
    name: 'slow-provider',
    effect: 'registering Microsoft.Compute takes ten times as long',
    faults: [{ match: '^POST .*/providers/Microsoft\\.Compute/register$', effect: { kind: 'slow', factor: 10 }, times: 1 }],
  },
  {
    name: 'lost-answer',
    effect: 'the answer to a machine being created never arrives, though it is created',
    faults: [{ match: machine, effect: { kind: 'lost-answer' }, times: 1 }],
  },
  {
    name: 'policy',
    effect: 'a policy of the organisation forbids public addresses',
    faults: [
      {
        match: '^PUT .*/publicIPAddresses/[^/]+$',
        effect: {
          kind: 'refuse',
          status: 403,
          code: 'RequestDisallowedByPolicy',
          message: "Resource was disallowed by policy. Policy: 'No public addresses' (simulated).",
        },
      },
    ],
  },
];

/** @throws ProblemError exit code 2 for a drill that there is not. */
export function drillNamed(name: string): Drill {
  const found = drills.find((drill) => drill.name === name);
  if (found) return found;
  throw usageError('unknown-drill', `there is no drill '${name}'`, `Drills: ${drills.map((drill) => drill.name).join(', ')}.`);
}

/** Puts a drill into the world; beginning it again begins it anew. */
export function beginDrill(state: WorldState, drill: Drill): void {
  const own = drill.faults ?? [];
  const kept = state.faults.filter((fault) => !own.some((mine) => mine.match === fault.match && mine.effect.kind === fault.effect.kind));
  state.faults = [...kept, ...own.map((fault) => ({ ...fault }))];
  Object.assign(state.limits, drill.limits);
}
