import { type BootLife, cloudInitRuns, stageNames } from './timeline.ts';

interface StageStatus {
  readonly errors: readonly string[];
  readonly finished: number | null;
  readonly recoverable_errors: Record<string, readonly string[]>;
  readonly start: number | null;
}

/** The stages as cloud-init's status file has them, in seconds since 1970. */
export function stageStatuses(life: BootLife, now: number): Record<string, StageStatus> {
  return Object.fromEntries(
    stageNames.map((name) => {
      const stage = life.stages[name];
      const started = stage !== undefined && stage.start <= now;
      const ended = started && stage.finished !== undefined && stage.finished <= now;
      return [
        name,
        {
          errors: ended ? stage.errors : [],
          finished: ended ? (stage.finished as number) / 1000 : null,
          recoverable_errors: (ended && stage.warnings.length > 0 ? { WARNING: stage.warnings } : {}) as StageStatus['recoverable_errors'],
          start: started ? stage.start / 1000 : null,
        },
      ];
    }),
  );
}

/** The stage at work. */
export function currentStage(life: BootLife, now: number): string | null {
  if (!cloudInitRuns(life, now)) return null;
  return (
    stageNames.findLast(
      (name) => (life.stages[name]?.start ?? Number.POSITIVE_INFINITY) <= now && (life.stages[name]?.finished ?? Number.POSITIVE_INFINITY) > now,
    ) ?? null
  );
}

const dataSource = 'DataSourceAzure [seed=/dev/sr0]';

/** /run/cloud-init/status.json. */
export function statusJson(life: BootLife, now: number): string {
  return json({ v1: { datasource: dataSource, ...stageStatuses(life, now), stage: currentStage(life, now) } });
}

/** /run/cloud-init/result.json, which appears at the end. */
export function resultJson(life: BootLife, now: number): string {
  const errors = Object.values(stageStatuses(life, now)).flatMap((stage) => stage.errors);
  return json({ v1: { datasource: dataSource, errors } });
}

/** As Python's json.dumps(indent=1, sort_keys=True) writes it. */
function json(value: unknown): string {
  return `${JSON.stringify(sorted(value), null, 1)}\n`;
}

export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
