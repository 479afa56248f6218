import type { Azure } from '../azure/azure.ts';
import { resourceIds } from '../azure/blueprint.ts';
import { listSchedules, type Schedule } from '../azure/schedules.ts';
import { isOf, type StoppedMachine } from '../azure/tasks/autostop.ts';
import { nextTimeOfDay, placeOf } from '../engine/zones.ts';
import type { Autostop } from '../state/autostop.ts';
import type { Choices } from '../state/choices.ts';
import type { Session } from '../state/session.ts';
import type { StageContext } from './stage.ts';

/** The machines of the nodes; those that are not known yet by the names that they get. */
export function machinesOf({
  azure,
  choices,
  names,
  known,
}: Pick<StageContext, 'azure' | 'names' | 'known'> & { readonly choices: Pick<Choices, 'resourceGroup'> }): StoppedMachine[] {
  const ids = resourceIds(azure.subscriptionId, choices.resourceGroup);
  return names.map((name) => ({ name, machineId: known(name)?.machineId ?? ids.machine(name) }));
}

/** What is set in Azure, whoever set it. Where nodes differ, the earliest counts that most have. */
export function setIn(schedules: readonly Schedule[], machines: readonly StoppedMachine[], before: Autostop | undefined, now: number): Autostop | undefined {
  const enabled = machines.flatMap((one) =>
    schedules.filter((schedule) => schedule.enabled && isOf(schedule, one)).map((schedule) => ({ ...schedule, name: one.name })),
  );
  const [most] = [...Map.groupBy(enabled, ({ at, zone }) => `${at} ${zone}`).values()].sort((a, b) => b.length - a.length);
  const [one] = most ?? [];
  if (!most || !one) return undefined;
  const nodes = most.map(({ name }) => name);
  if (before && before.at === one.at && before.zone === one.zone && before.nodes.length === nodes.length) return before;
  const place = placeOf(one.zone);
  return { at: one.at, zone: one.zone, place, first: new Date(nextTimeOfDay(one.at, place, now)).toISOString(), nodes };
}

/** Where a cluster's schedules are looked for. */
interface Place {
  readonly azure: Azure;
  readonly names: readonly string[];
  readonly choices: Pick<Choices, 'resourceGroup' | 'network'>;
}

/** The hard stop as Azure has it now, whoever set it; a scale set has none. One call. */
export async function autostopInAzure({ azure, names, choices }: Place, session: Session, signal: AbortSignal): Promise<Autostop | undefined> {
  if (choices.network === 'infiniband') return undefined;
  const known = (name: string) => session.nodes.find((node) => node.name === name);
  const schedules = await listSchedules(azure, choices.resourceGroup, signal);
  return setIn(schedules, machinesOf({ azure, choices, names, known }), session.autostop, azure.world.clock.now());
}
