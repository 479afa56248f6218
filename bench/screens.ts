import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from 'esbuild';
import { type Seat, sit } from '../test/terminal/driver.ts';
import { type Row, type Spread, spreadOf } from './figures.ts';

/** How long each program is watched, in seconds. */
const watched = 20;
const presses = 60;
const aims = { percent: 5, bytes: 2_000, mebibytes: 150, keyMs: 40 } as const;

interface Use {
  /** Percent of one processor. */
  readonly percent: number;
  /** Bytes a second to the terminal. */
  readonly bytes: number;
  /** Resident memory at its most. */
  readonly mebibytes: number;
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** The terminal that the aims are for, and a larger one: a frame costs what it has cells. */
const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
];

interface Screens extends Use {
  readonly nodes: number;
  readonly size: Size;
  readonly keys: Spread & { readonly p95: number };
  readonly peer: Use;
}

async function bundle(entry: string, outdir: string): Promise<string> {
  await build({
    entryPoints: { main: resolve(import.meta.dirname, entry) },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // As the product's own: a process holds the code that it needs and no other.
    splitting: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"', __dirname: 'import.meta.dirname', __filename: 'import.meta.filename', RANK0_VERSION: '"bench"' },
    external: ['cpu-features', 'node-liblzma', '@mongodb-js/zstd', 'sql.js', 'quickjs-emscripten', '*/sshcrypto.node'],
    alias: { 'react-devtools-core': resolve(import.meta.dirname, 'absent.ts') },
    banner: { js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);' },
    logLevel: 'error',
  });
  return join(outdir, 'main.mjs');
}

/** Seconds of processor that a process has had (proc(5): fields 14 and 15, in hundredths), and what of it is in memory. */
function used(pid: number): { readonly seconds: number; readonly mebibytes: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const kibibytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  return { seconds: (Number(fields[11]) + Number(fields[12])) / 100, mebibytes: kibibytes / 1024 };
}

async function watch(seat: Seat): Promise<Use> {
  const before = used(seat.pid).seconds;
  const written = seat.raw().length;
  const began = performance.now();
  let most = 0;
  for (let second = 0; second < watched; second += 1) {
    await pause(1000);
    most = Math.max(most, used(seat.pid).mebibytes);
  }
  const seconds = (performance.now() - began) / 1000;
  return {
    percent: ((used(seat.pid).seconds - before) / seconds) * 100,
    bytes: Buffer.byteLength(seat.raw().slice(written)) / seconds,
    mebibytes: most,
  };
}

/** Pages that open and close with one key, and what their title says. */
const pages = [
  ['l', 'Log:'],
  ['t', 'of work in'],
  ['e', 'What will change'],
  ['?', 'Keys of the moment'],
] as const;

/** Milliseconds from a key to the whole frame that it leads to, while the stage goes on. */
async function keyTimes(seat: Seat): Promise<number[]> {
  const times: number[] = [];
  for (let press = 0; times.length < presses; press += 1) {
    const [key, title] = pages[press % pages.length] as (typeof pages)[number];
    for (const wait of [() => seat.until(title, 10), () => seat.untilGone(title, 10)]) {
      // Not in step with the ticks.
      await pause(60 + ((press * 97) % 230));
      const began = performance.now();
      seat.press(key);
      await wait();
      times.push(performance.now() - began);
    }
  }
  return times;
}

async function measure(nodes: number, size: Size, demo: string, rows: string): Promise<Screens> {
  const seat = sit({ file: process.execPath, args: [demo, String(nodes)], ...size });
  const peer = sit({ file: process.execPath, args: [rows, String(nodes)], ...size });
  try {
    await peer.until('node');
    const beside = await watch(peer);
    peer.kill('SIGKILL');
    for (let press = 0; press < 400 && !/installing/.test(seat.screen()); press += 1) {
      if (/ Enter /.test(seat.lines().at(-1) ?? '')) seat.press('enter');
      await pause(100);
    }
    await seat.until('installing');
    await pause(3000);
    const use = await watch(seat);
    const times = await keyTimes(seat);
    const sorted = [...times].sort((a, b) => a - b);
    const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] as number;
    return { nodes, size, ...use, keys: { ...spreadOf(times), p95: Math.round(p95 * 10) / 10 }, peer: beside };
  } finally {
    seat.kill('SIGKILL');
    peer.kill('SIGKILL');
  }
}

/**
 * What the screens cost while a stage goes on with so many nodes, news of a tenth of them four times a second: beside the plain
 * way in Ink, a row a node.
 */
export async function screens(counts: readonly number[]): Promise<{ rows: Row[]; figures: readonly Screens[] }> {
  const cache = resolve('node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'rank0-bench-'));
  try {
    const demo = await bundle('screens-demo.ts', join(folder, 'demo'));
    const rows = await bundle('rows.tsx', join(folder, 'rows'));
    const figures: Screens[] = [];
    for (const nodes of counts) for (const size of sizes) figures.push(await measure(nodes, size, demo, rows));
    return { rows: figures.flatMap(rowsOf), figures };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowsOf({ nodes, size, percent, bytes, mebibytes, keys, peer }: Screens): Row[] {
  const about = `${nodes} nodes at 4 Hz, ${size.columns}×${size.rows}`;
  const row = (what: string, ours: string, beside: string, ratio: number): Row => ({
    what: `${about}: ${what}`,
    ours,
    peer: beside,
    ratio,
    ...(size === sizes[0] ? { aim: 1 } : {}),
  });
  return [
    row(
      `of one processor, against ${aims.percent} % (beside: a row a node)`,
      `${percent.toFixed(1)} %`,
      `${peer.percent.toFixed(1)} %`,
      percent / aims.percent,
    ),
    row(
      `to the terminal, against ${aims.bytes / 1000} kB/s (beside: a row a node)`,
      `${(bytes / 1000).toFixed(2)} kB/s`,
      `${(peer.bytes / 1000).toFixed(2)} kB/s`,
      bytes / aims.bytes,
    ),
    row(
      `in memory with the SDKs, against ${aims.mebibytes} MiB (beside: a row a node)`,
      `${mebibytes.toFixed(0)} MiB`,
      `${peer.mebibytes.toFixed(0)} MiB`,
      mebibytes / aims.mebibytes,
    ),
    row('key to its frame, 95th percentile, against 40 ms (beside: the median)', `${keys.p95} ms`, `${keys.median} ms`, keys.p95 / aims.keyMs),
  ];
}
