import { readFileSync } from 'node:fs';

/** When a task began and ended, in seconds of the world. */
export interface Step {
  readonly stage: string;
  readonly began: number;
  readonly ended: number;
}

/** Seconds of the world that each task took, from a walk's own events. */
export function stepsOf(lines: readonly Record<string, unknown>[]): Map<string, Step> {
  const steps = new Map<string, Step>();
  for (const line of lines) {
    if (typeof line['task'] !== 'string' || typeof line['time'] !== 'string') continue;
    const at = Date.parse(line['time']) / 1000;
    const before = steps.get(line['task']);
    steps.set(line['task'], { stage: String(line['stage']), began: before?.began ?? at, ended: at });
  }
  return steps;
}

/** From the first that began to the last that ended, in seconds. */
export const spanOf = (steps: readonly Step[]): number => Math.max(...steps.map(({ ended }) => ended)) - Math.min(...steps.map(({ began }) => began));

/** What was asked of ARM. */
export interface Counts {
  /** Resources that were written. */
  readonly resources: number;
  readonly writes: number;
  /** GET requests without the polls. */
  readonly reads: number;
  /** Looks at an operation, or at a provider whose registration was begun. */
  readonly polls: number;
  /** Serial consoles that were asked for: POST requests that read, one a machine or more. */
  readonly consoles: number;
}

/** Counts what a trace file has. */
export function countsOf(trace: string): Counts {
  const exchanges = readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { method: string; url: string; status: number });
  const registering = new Set<string>();
  const polls = exchanges.filter(({ method, url }) => {
    const provider = /\/providers\/(microsoft\.\w+)(\/register)?\?/i.exec(url);
    if (method === 'POST' && provider?.[2]) registering.add((provider[1] as string).toLowerCase());
    return /\/operation(s|results)\//i.test(url) || (method === 'GET' && !provider?.[2] && registering.has(provider?.[1]?.toLowerCase() ?? ''));
  });
  const isPoll = new Set(polls);
  const written = exchanges.filter(({ method, status }) => method === 'PUT' && status < 300);
  return {
    resources: new Set(written.map(({ url }) => url.toLowerCase().split('?')[0])).size,
    writes: written.length,
    reads: exchanges.filter((one) => one.method === 'GET' && !isPoll.has(one)).length,
    polls: polls.length,
    consoles: exchanges.filter(({ method, url }) => method === 'POST' && /retrieveBootDiagnosticsData/i.test(url)).length,
  };
}
