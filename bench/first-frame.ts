import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { build } from 'esbuild';
import { childEnvironment, launcher } from '../test/support/rank0.ts';
import { type Row, type Spread, spreadOf } from './figures.ts';

/** Milliseconds from the start of a program in a pseudo-terminal until it has shown `marker` (or ended, without one). */
function until(args: readonly string[], env: Record<string, string>, marker: string | undefined): Promise<number> {
  const began = performance.now();
  const terminal = spawn(process.execPath, [...args], { name: 'xterm-256color', cols: 80, rows: 24, env });
  return new Promise((done, fail) => {
    let shown = '';
    let taken: number | undefined;
    terminal.onData((data) => {
      shown += data;
      if (marker !== undefined && taken === undefined && shown.includes(marker)) {
        taken = performance.now() - began;
        terminal.kill('SIGKILL');
      }
    });
    terminal.onExit(() => {
      if (marker === undefined) done(performance.now() - began);
      else if (taken !== undefined) done(taken);
      else fail(new Error(`${args.join(' ')} ended without showing ${marker}: ${shown.slice(-500)}`));
    });
  });
}

/** First frame of the wizard beside bare Node and beside the least Ink program that draws a box, interleaved. */
export async function firstFrame(runs: number): Promise<{ rows: Row[]; figures: Record<string, Spread> }> {
  const folder = mkdtempSync(join(tmpdir(), 'rank0-bench-'));
  try {
    const box = join(folder, 'box.mjs');
    await build({
      entryPoints: [resolve(import.meta.dirname, 'box.tsx')],
      outfile: box,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      jsx: 'automatic',
      define: { 'process.env.NODE_ENV': '"production"' },
      alias: { 'react-devtools-core': resolve(import.meta.dirname, 'absent.ts') },
      banner: { js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);' },
      logLevel: 'error',
    });
    const env = childEnvironment(join(folder, 'home'));
    const bare: number[] = [];
    const least: number[] = [];
    const ours: number[] = [];
    for (let run = 0; run <= runs; run += 1) {
      const one = [await until(['-e', '0'], env, undefined), await until([box], env, 'one box'), await until([launcher, 'practice'], env, 'rank0')] as const;
      // The first of each warms the disk's cache.
      if (run === 0) continue;
      bare.push(one[0]);
      least.push(one[1]);
      ours.push(one[2]);
    }
    const figures = { 'node -e 0': spreadOf(bare), 'one Ink box': spreadOf(least), rank0: spreadOf(ours) };
    const ms = (spread: Spread): string => `${spread.median} ms (${spread.least}–${spread.most})`;
    const row = (peer: 'node -e 0' | 'one Ink box', aim?: number): Row => ({
      what: `first frame, against ${peer}`,
      ours: ms(figures.rank0),
      peer: ms(figures[peer]),
      ratio: figures.rank0.median / figures[peer].median,
      ...(aim === undefined ? {} : { aim }),
    });
    return { rows: [row('one Ink box', 1.2), row('node -e 0')], figures };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
