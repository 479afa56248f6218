/** Text that appears at a time (milliseconds of the world), with its line ends. */
export interface Printed {
  readonly at: number;
  readonly text: string;
}

export const stageNames = ['init-local', 'init', 'modules-config', 'modules-final'] as const;
export type StageName = (typeof stageNames)[number];

/** A stage of cloud-init as its status file tells of it. */
export interface StageLife {
  readonly start: number;
  finished?: number;
  readonly errors: string[];
  readonly warnings: string[];
}

/** Something that the machine really has to do before what comes after it is known: it runs a script, or makes files. */
export interface Step {
  readonly id: string;
  readonly kind: 'boothooks' | 'bootcmd' | 'write-files' | 'host-keys' | 'write-files-deferred' | 'user-scripts' | 'reboot';
  readonly boot: number;
  readonly at: number;
}

/** What came of a step. */
export interface Outcome {
  readonly exitCode: number;
  /** How long it took, in milliseconds of the world. */
  readonly milliseconds: number;
  readonly output: string;
}

/** One boot, as far as it is known. */
export interface BootLife {
  readonly index: number;
  readonly id: string;
  readonly at: number;
  readonly until?: number;
  readonly cold: boolean;
  readonly stages: Partial<Record<StageName, StageLife>>;
  /** When the network answers at all: before, packets get no reply. */
  readonly networkAt: number;
  sshdAt?: number;
  doneAt?: number;
  readonly console: Printed[];
}

/** All that is known of a machine's life from its record, its user data and the outcomes so far. */
export interface Timeline {
  readonly boots: readonly BootLife[];
  /** What /var/log/cloud-init-output.log holds. */
  readonly log: readonly Printed[];
  readonly installed: readonly { readonly name: string; readonly at: number }[];
  /** When apt is at work for cloud-init. */
  readonly aptRuns: readonly { readonly from: number; readonly to: number }[];
  /** Since when a reboot is wanted; it ends with the boot. */
  readonly rebootRequired: readonly { readonly at: number; readonly boot: number }[];
  /** When the admin user was made. */
  readonly usersAt?: number;
  /** Nothing after this step is known yet. */
  readonly pending?: Step;
}

/** The boot that runs at `now`. */
export function lifeAt(timeline: Timeline, now: number): BootLife | undefined {
  return timeline.boots.findLast((boot) => boot.at <= now && (boot.until === undefined || boot.until > now));
}

export type CloudInitState = 'not run' | 'running' | 'done' | 'degraded' | 'error';

/** What `cloud-init status` says at `now`. */
export function cloudInitState(life: BootLife, now: number): CloudInitState {
  const begun = stageNames.flatMap((name) => life.stages[name] ?? []).filter((stage) => stage.start <= now);
  if (begun.length === 0) return 'not run';
  const ended = begun.filter((stage) => stage.finished !== undefined && stage.finished <= now);
  const failed = ended.some((stage) => stage.errors.length > 0);
  if (life.doneAt === undefined || life.doneAt > now) return failed ? 'error' : 'running';
  if (failed) return 'error';
  return ended.some((stage) => stage.warnings.length > 0) ? 'degraded' : 'done';
}

/** Whether cloud-init is still at work at `now`, whatever has failed so far. */
export const cloudInitRuns = (life: BootLife, now: number): boolean => life.doneAt === undefined || life.doneAt > now;

/** The next time after `now` at which something on the machine changes by itself; undefined where it is not known or nothing will. */
export function nextChange(timeline: Timeline, now: number): number | undefined {
  const life = lifeAt(timeline, now);
  const times = [
    ...timeline.installed.map(({ at }) => at),
    ...(life ? [life.sshdAt, life.doneAt, ...stageNames.flatMap((name) => [life.stages[name]?.start, life.stages[name]?.finished])] : []),
    timeline.pending?.at,
  ].filter((at): at is number => at !== undefined && at > now);
  return times.length > 0 ? Math.min(...times) : undefined;
}
