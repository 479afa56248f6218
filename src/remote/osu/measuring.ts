import { createHash } from 'node:crypto';
import type { TaskRun } from '../../engine/task.ts';
import type { BenchmarkKind, Measurement, Series } from '../../state/measurement.ts';
import type { Access } from '../access.ts';

/** What a measurement is of, beside its figures. */
export type MeasuredOn = Pick<Measurement, 'size' | 'network' | 'location' | 'simulated' | 'acceleratedNetworking'>;

export interface MeasuringParts {
  readonly access: Access;
  readonly on: MeasuredOn;
  /** Those that are known, oldest first. */
  readonly earlier: () => readonly Measurement[];
  /** Measures anew, whatever is known. */
  readonly anew: boolean;
}

/** How old, in milliseconds, one that was cut off may be and still be gone on with: the network is another one tomorrow. */
const goesOnFor = 3600_000;

/** The one measurement that the tasks of a run write, part by part; each part is kept at once. */
export interface Measuring {
  /** What is known already of these very machines; undefined where they are to be measured. */
  known(run: TaskRun): Measurement | undefined;
  /** Keeps a part. Its first part begins the measurement. */
  keep(run: TaskRun, about: { readonly program: string; readonly mpi: string }, change: (before: Measurement) => Measurement): Measurement;
}

export function measuring({ access, on, earlier, anew }: MeasuringParts): Measuring {
  let current: Measurement | undefined;
  const machines = (): Record<string, string> => Object.fromEntries(access.names.map((name) => [name, machineOf(access, name)]));
  const ofThese = (one: Measurement): boolean => sameMachines(one.machines ?? {}, machines());
  const known: Measuring['known'] = ({ clock }) => {
    if (current || anew) return current;
    const last = earlier().findLast(ofThese);
    if (!last || (last.finishedAt === undefined && clock.now() - Date.parse(last.at) > goesOnFor)) return undefined;
    return last;
  };
  return {
    known,
    keep: (run, { program, mpi }, change) => {
      const before = known(run) ?? {
        at: new Date(run.clock.now()).toISOString(),
        program,
        mpi,
        ...on,
        count: access.names.length,
        machines: machines(),
        series: [],
        pairs: [],
      };
      // What is gone on with is whole once its last part is: an earlier end of it does not count.
      const { cut: _, ...going } = before;
      current = change(going);
      run.learn({ type: 'measured', measurement: current });
      return current;
    },
  };
}

/** The series of a program, where it was measured to its end. */
export const wholeSeries = (one: Measurement | undefined, kind: BenchmarkKind): Series | undefined =>
  one?.series.find((series) => series.kind === kind && series.cut === undefined && series.points.length > 0);

/** With this series in the place of an earlier one of its kind. */
export const withSeries = (one: Measurement, series: Series): Measurement => ({
  ...one,
  series: [...one.series.filter(({ kind }) => kind !== series.kind), series],
});

/** Tells one machine from another that has its name: a scale set gives an id again, the host keys are new. */
const machineOf = (access: Access, name: string): string => {
  const { machineId, hostKeys } = access.node(name);
  return createHash('sha256')
    .update(`${machineId.toLowerCase()}\n${hostKeys.join('\n')}`)
    .digest('hex')
    .slice(0, 12);
};

function sameMachines(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
