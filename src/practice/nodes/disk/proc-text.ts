import { fraction } from '../../durations.ts';
import type { MachineSpec } from '../../machines.ts';
import { cloudInitRuns, lifeAt, type Timeline } from '../boot/timeline.ts';

/** Load of the last minute: high while cloud-init is at work, then next to nothing. */
export function load(timeline: Timeline, now: number): number {
  const life = lifeAt(timeline, now);
  if (!life) return 0;
  const wobble = fraction(`${life.id}/${Math.floor(now / 5000)}`);
  if (cloudInitRuns(life, now)) return 0.6 + wobble * 0.7;
  const since = (now - (life.doneAt ?? now)) / 60_000;
  return 0.9 * Math.exp(-since) + wobble * 0.04;
}

export function loadAverage(timeline: Timeline, now: number): string {
  const one = load(timeline, now);
  return `${one.toFixed(2)} ${(one * 0.7).toFixed(2)} ${(one * 0.4).toFixed(2)} 1/${140 + Math.floor(one * 10)} ${1800 + Math.floor((now / 1000) % 20_000)}\n`;
}

/** Kilobytes as /proc/meminfo counts them. */
export function memory(spec: MachineSpec, timeline: Timeline, now: number): { total: number; free: number; available: number; cached: number } {
  const total = Math.round(spec.size.memoryGB * 1024 * 1024 * 0.975);
  const used = Math.round(260_000 + load(timeline, now) * 180_000);
  const cached = Math.round(Math.min(total * 0.3, 620_000));
  return { total, free: Math.max(0, total - used - cached), available: Math.max(0, total - used), cached };
}

export function memoryInfo(spec: MachineSpec, timeline: Timeline, now: number): string {
  const { total, free, available, cached } = memory(spec, timeline, now);
  const rows = { MemTotal: total, MemFree: free, MemAvailable: available, Buffers: 22_000, Cached: cached, SwapCached: 0, SwapTotal: 0, SwapFree: 0 };
  return Object.entries(rows)
    .map(([name, value]) => `${`${name}:`.padEnd(16)}${String(value).padStart(8)} kB\n`)
    .join('');
}

export const processorName = 'Intel(R) Xeon(R) Platinum 8272CL CPU @ 2.60GHz';

export function cpuInfo({ size }: MachineSpec): string {
  const cores = Math.max(1, size.vCPUs / 2);
  return Array.from({ length: size.vCPUs }, (_, index) =>
    [
      `processor\t: ${index}`,
      'vendor_id\t: GenuineIntel',
      `model name\t: ${processorName}`,
      'cpu MHz\t\t: 2593.905',
      `siblings\t: ${size.vCPUs}`,
      `core id\t\t: ${index % cores}`,
      `cpu cores\t: ${cores}`,
      '',
      '',
    ].join('\n'),
  ).join('');
}

export function uptimeText(spec: MachineSpec, timeline: Timeline, now: number): string {
  const life = lifeAt(timeline, now);
  const up = life ? (now - life.at) / 1000 : 0;
  return `${up.toFixed(2)} ${(up * 0.96 * spec.size.vCPUs).toFixed(2)}\n`;
}

export const processStatus = 'Name:\tcat\nState:\tR (running)\nPid:\t2101\nPPid:\t2100\nUid:\t1000\t1000\t1000\t1000\nGid:\t1000\t1000\t1000\t1000\n';
