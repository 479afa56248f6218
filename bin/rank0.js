#!/usr/bin/env node
// Checks the Node version, settles colour, loads the bundle. Plain JavaScript that an old Node can read.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldest = 22;

if (Number(process.versions.node.split('.')[0]) >= oldest) await start();
else relaunch();

async function start() {
  // Ink looks at DEV, and its colours know neither NO_COLOR nor dumb terminals.
  delete process.env.DEV;
  if (process.env.NO_COLOR || process.env.TERM === 'dumb' || process.argv.includes('--no-color')) process.env.FORCE_COLOR = '0';
  if (process.channel) {
    // Relaunched from an older Node: do not outlive it.
    process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
    process.channel.unref();
  }
  const bundle = join(root, 'dist', 'main.js');
  if (!existsSync(bundle)) {
    console.error('rank0: not built yet. Run: npm ci && npm run build');
    process.exitCode = 1;
    return;
  }
  const { main } = await import(pathToFileURL(bundle).href);
  process.exitCode = await main(process.argv.slice(2));
}

/** In a checkout a newer Node lies in node_modules; elsewhere the person installs one. */
function relaunch() {
  const newer = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (!existsSync(newer)) {
    console.error(`rank0 needs Node ${oldest} or later; this is ${process.versions.node}. Install one from https://nodejs.org and run it again.`);
    process.exitCode = 1;
    return;
  }
  const child = spawn(newer, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // Ctrl-C reaches both from the terminal; a signal sent to this process alone is passed on.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else process.exitCode = code ?? 1;
  });
}
