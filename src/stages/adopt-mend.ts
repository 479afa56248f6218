import { standingCluster } from '../azure/adoption.ts';
import { az } from '../azure/commands.ts';
import type { Leftover } from '../azure/leftovers.ts';
import { regionSizes } from '../azure/preflight/sizes.ts';
import type { StandingCluster } from '../azure/standing-cluster.ts';
import { standardAddressTasks } from '../azure/tasks/mend-basic.ts';
import { deleteOptionTasks } from '../azure/tasks/mend-delete-options.ts';
import { leftoverTasks } from '../azure/tasks/mend-leftovers.ts';
import { accelerateTask, makePlacementGroupTask, placementGroupMend, placeTask } from '../azure/tasks/mend-placement.ts';
import { stopTasks } from '../azure/tasks/power.ts';
import type { RunOutcome } from '../engine/run.ts';
import type { Task } from '../engine/task.ts';
import type { OwnKey } from '../remote/own-keys.ts';
import { clusterSshTasks } from '../remote/tasks/cluster-ssh.ts';
import { isWithoutPasswords, withoutPasswordsTask } from '../remote/tasks/mend-password.ts';
import { lyingKeys, removeKeysTask } from '../remote/tasks/mend-private-key.ts';
import { hasDriver } from '../remote/tasks/fabric.ts';
import type { Choices } from '../state/choices.ts';
import { unknownAddress } from './address-walk.ts';
import { type Finding, type FindingKind, findingKinds } from './adopt-finding.ts';
import { findingsOf, isWorld } from './adopt-findings.ts';
import { openToMeTask, ruleMend } from './adopt-tasks.ts';
import type { Power } from './power-walk.ts';
import type { ScaleParts } from './scale-walk.ts';
import { ownerOf, type StageContext } from './stage.ts';

/** What is wrong with a cluster that was taken over, and mending it. */
export interface Mender {
  /** What is unsafe, costly or slow about it now, asked of Azure and of the nodes. */
  look(ownKeys: readonly OwnKey[], signal: AbortSignal): Promise<readonly Finding[]>;
  /** Kinds whose mending was cut off: they are mended with whatever is asked next. */
  unfinished(): readonly FindingKind[];
  /** What mending these would do, a task each, as far as it can be told before. */
  tasks(kinds: readonly FindingKind[]): readonly Task[];
  /** Mends these, what is unsafe first and what stops nodes last. Cut off anywhere, the same again goes on. */
  mend(kinds: readonly FindingKind[], signal: AbortSignal): Promise<RunOutcome>;
}

/** What a mender uses of the walk that it is part of. */
export type MendParts = Pick<ScaleParts, 'context' | 'session' | 'emit' | 'time' | 'begin' | 'runPlan'> & { readonly power: Power };

/** Mendings of several writes, in between which nothing shows what was meant. */
const several: readonly FindingKind[] = ['basic-address', 'placement-group', 'accelerated-networking'];

/** The tasks that begin those. */
const ofSeveral = /^mend\/(fixed-address|placement-group|stop)/;

export function openMender(parts: MendParts): Mender {
  const { context, session, emit, time, begin, runPlan, power } = parts;
  /** What was looked at last is what is mended: a disk that nobody was told of is not deleted. */
  let seen: Pick<StandingCluster, 'leftovers' | 'slowCards' | 'basic'> | undefined;

  const look: Mender['look'] = async (ownKeys, signal) => {
    const { azure, choices, access, names } = context();
    const standing = await standingCluster(azure, choices.resourceGroup, choices.name, signal);
    seen = standing;
    const { source } = standing;
    // A door that was closed meanwhile, by hand or by a mending that was cut off right after, is not opened again by what rank0 remembers.
    if (source !== undefined && !isWorld(source) && isWorld(choices.sshSource)) begin({ ...choices, sshSource: source, allowWideSource: false });
    const there = standing.nodes.filter(({ name, power: is }) => is === 'running' && names.includes(name)).map(({ name }) => name);
    const which = async (among: readonly string[], holds: (name: string) => Promise<boolean>): Promise<string[]> => {
      const answers = await Promise.all(among.map(holds));
      return among.filter((_, index) => answers[index]);
    };
    const open = there.filter((name) => standing.passwords.includes(name));
    const [lying, withoutPasswords, withoutDrivers, sizes] = await Promise.all([
      Promise.all(there.map((name) => lyingKeys(access, name, signal))),
      which(open, (name) => isWithoutPasswords(access, name, signal)),
      choices.network === 'infiniband' ? which(there, async (name) => !(await hasDriver(access, name, signal))) : [],
      standing.slowCards.length === 0 ? undefined : regionSizes(azure, standing.location, signal),
    ]);
    const size = sizes?.sizes.find(({ name }) => name.toLowerCase() === standing.size.toLowerCase());
    return findingsOf(standing, {
      ...{ lying: lying.flat(), withoutPasswords, withoutDrivers },
      ownPublicKeys: ownKeys.flatMap((key) => (key.kind === 'file' ? [key.publicKey] : [])),
      ...(size === undefined ? {} : { canAccelerate: size.acceleratedNetworking }),
    });
  };

  const unfinished = (): readonly FindingKind[] => findingKinds.filter((kind) => session().adopted?.mending?.includes(kind));

  const basicNodes = (at: StageContext): readonly string[] => {
    const known = (seen?.basic ?? []).map(({ node }) => node);
    // One that was cut off has its address on no card: all are looked at.
    return unfinished().includes('basic-address') ? at.names : known;
  };
  const ofCluster = (): readonly Leftover[] => (seen?.leftovers ?? []).filter((one) => one.ofCluster);

  /** One plan after the other: a card is written by one of them at a time, and nodes are not stopped while they are logged in to. */
  const plansOf = (kinds: readonly FindingKind[], caller: string | undefined): readonly (readonly Task[])[] => {
    const at = context();
    const owner = ownerOf(at);
    const has = (kind: FindingKind): boolean => kinds.includes(kind);
    return [
      has('open-to-world') ? [openToMeTask(at.azure, at.choices, [], `${caller ?? 'YOUR-ADDRESS'}/32`)] : [],
      has('private-key') ? keyTasks(at) : [],
      has('password-login')
        ? headLast(
            at.names,
            (name) => `mend/password-login/${name}`,
            (name, needs) => withoutPasswordsTask(at.access, name, needs),
          )
        : [],
      has('delete-options') ? deleteOptionTasks(at.azure, owner, at.names) : [],
      has('basic-address') ? basicNodes(at).flatMap((name) => standardAddressTasks(at.azure, owner, name)) : [],
      has('leftovers') ? leftoverTasks(at.azure, at.choices.resourceGroup, at.choices.name, ofCluster()) : [],
      stoppedTasks(at, kinds, seen?.slowCards ?? at.names, power),
    ].filter((plan) => plan.length > 0);
  };

  return {
    look,
    unfinished,
    tasks: (kinds) => plansOf(kinds, undefined).flat(),
    mend: async (asked, signal) => {
      const kinds = findingKinds.filter((kind) => asked.includes(kind) || unfinished().includes(kind));
      const { world, choices, names, access } = context();
      const opening = kinds.includes('open-to-world');
      const caller = opening ? await world.callerAddress(signal) : undefined;
      if (opening && caller === undefined) throw unknownAddress(choices.name);
      if (seen === undefined) await look([], signal);
      const stops = kinds.includes('placement-group') || kinds.includes('accelerated-networking');
      const told = (is: 'mending' | 'mended', mending: readonly FindingKind[] = []): void =>
        emit({ type: 'adopted', time: time(), cluster: choices.name, is, ...(mending.length > 0 ? { mending: [...mending] } : {}) });
      const long = kinds.filter((kind) => several.includes(kind));
      let begun = false;
      for (const plan of plansOf(kinds, caller)) {
        if (!begun && plan.some(({ id }) => ofSeveral.test(id))) {
          told('mending', long);
          begun = true;
        }
        const outcome = await runPlan(plan, signal);
        for (const name of kinds.includes('basic-address') ? names : []) access.nodes.forget(name);
        if (outcome.result !== 'done') return outcome;
        // Written down at once: whoever comes after must not open the door again.
        if (plan.some(({ id }) => id === ruleMend)) begin({ ...context().choices, sshSource: `${caller}/32`, allowWideSource: false });
      }
      if (stops) {
        const started = await power.carryOut(await power.look('start', signal), signal);
        if (started.result === 'failed') return { ...started, problem: withoutGroup(started.problem, choices, names, kinds.includes('placement-group')) };
        if (started.result !== 'done') return started;
      }
      if (begun || unfinished().length > 0) told('mended');
      if (kinds.includes('placement-group')) begin({ ...context().choices, placementGroup: groupFor(choices) });
      return { result: 'done' };
    },
  };
}

const groupFor = ({ name }: Pick<Choices, 'name'>): string => `${name}PPG`;

/** The nodes get a key of their own first, and are tried with it; then the copies of the person's key go. */
function keyTasks({ access, names }: StageContext): Task[] {
  const first = clusterSshTasks(access, []);
  const before = first.map(({ id }) => id);
  return [
    ...first,
    ...headLast(
      names,
      (name) => `mend/private-key/${name}`,
      (name, needs) => removeKeysTask(access, name, [...before, ...needs]),
    ),
  ];
}

/** A task a node that logs in anew: the head after the others, which may be reached through it. */
function headLast(names: readonly string[], idOf: (name: string) => string, make: (name: string, needs: readonly string[]) => Task): Task[] {
  const [head, ...others] = names;
  return [...others.map((name) => make(name, [])), ...(head === undefined ? [] : [make(head, others.map(idOf))])];
}

/** Each machine is stopped unless it is already as it shall be, then changed. What starts them comes after. */
function stoppedTasks(at: StageContext, kinds: readonly FindingKind[], slow: readonly string[], power: Power): Task[] {
  const placing = kinds.includes('placement-group');
  const accelerating = kinds.includes('accelerated-networking');
  if (!placing && !accelerating) return [];
  const { azure, choices } = at;
  const owner = { ...ownerOf(at), choices: placing ? { ...choices, placementGroup: groupFor(choices) } : choices };
  const names = placing ? at.names : at.names.filter((name) => slow.includes(name));
  const group = placing ? [makePlacementGroupTask(azure, owner)] : [];
  const each = stopTasks(azure, choices, { names, needs: [], seen: power.observed }).flatMap((stop, index) => {
    const name = names[index] as string;
    const needs = [`mend/stop/${name}`, ...(placing ? [placementGroupMend] : [])];
    const changes = [...(placing ? [placeTask(azure, owner, name, needs)] : []), ...(accelerating ? [accelerateTask(azure, owner, name, needs)] : [])];
    return [unlessChanged(stop, name, changes), ...changes];
  });
  return [...group, ...each];
}

/** A machine that is as it shall be is not stopped for it: it may run again already. */
const unlessChanged = (stop: Task, name: string, changes: readonly Task[]): Task => ({
  ...stop,
  id: `mend/stop/${name}`,
  observe: async (run) => {
    const now = await Promise.all(changes.map((change) => change.observe(run)));
    return now.every(({ is }) => is === 'so') ? { is: 'so', message: 'it need not stop' } : stop.observe(run);
  },
});

/** Where no datacentre has room for all of them, they start without the group. */
function withoutGroup<P extends Extract<RunOutcome, { result: 'failed' }>['problem']>(
  problem: P,
  choices: Choices,
  names: readonly string[],
  placed: boolean,
): P {
  if (!placed || !/Allocation/.test(problem.code)) return problem;
  const [first = ''] = names;
  const out = az('vm', 'update', '--name', first, '--resource-group', choices.resourceGroup, '--remove', 'proximityPlacementGroup');
  const steps = [
    { label: 'Or take them out of the group, each like the first: then they start wherever there is room', command: out },
    { label: 'Then start them', command: `rank0 start ${choices.name}` },
  ];
  return { ...problem, next: [...problem.next, ...steps] };
}
