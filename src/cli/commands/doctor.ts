import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { privateFolder } from '../../state/home.ts';
import { problemOf } from '../../state/problem.ts';
import { knownClusters } from '../cluster-choice.ts';
import { openWorld } from '../worlds.ts';
import { listSubscriptions } from '../../azure/accounts.ts';
import type { Surroundings } from '../surroundings.ts';

/** One thing that rank0 needs, and whether it is there. `needed` false: only some ways of working need it. */
interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly needed: boolean;
  readonly detail: string;
  readonly next?: string;
}

/** `rank0 doctor`: what rank0 needs and whether it is there. Changes nothing. Exit code 1 where something needed is missing. */
export async function doctor(around: Surroundings): Promise<number> {
  const { output, words } = around;
  const findings = [
    nodeVersion(),
    homeWritable(around),
    program('ssh', ['-V'], 'for `rank0 ssh`'),
    program('az', ['--version'], 'for signing in with `az login`'),
    await signedIn(around),
    terminal(around),
    remembered(around),
  ];
  output.object({ findings });
  const text = findings
    .map(({ ok, needed, name, detail, next }) => `${ok ? 'ok  ' : needed ? 'FAIL' : 'note'} ${name}: ${detail}${next ? `\n     → ${next}` : ''}`)
    .join('\n');
  if (words.flags.report !== undefined) {
    writeFileSync(words.flags.report, `${text}\n`, { mode: 0o600 });
    output.say(`Written to ${words.flags.report}`);
  }
  if (!output.json) output.say(text);
  return findings.some(({ ok, needed }) => needed && !ok) ? 1 : 0;
}

const nodeVersion = (): Finding => {
  const ok = Number(process.versions.node.split('.')[0]) >= 22;
  return {
    name: 'Node',
    ok,
    needed: true,
    detail: `${process.versions.node} on ${process.platform} ${process.arch}`,
    ...(ok ? {} : { next: 'Install Node 22 or later: https://nodejs.org' }),
  };
};

function homeWritable({ home }: Surroundings): Finding {
  try {
    const probe = join(privateFolder(home), `.doctor-${process.pid}`);
    writeFileSync(probe, '', { mode: 0o600 });
    rmSync(probe);
    return { name: 'folder', ok: true, needed: true, detail: home };
  } catch (error) {
    return { name: 'folder', ok: false, needed: true, detail: problemOf(error).message, next: 'Name a folder that you own: RANK0_HOME=$HOME/.rank0 rank0' };
  }
}

function program(name: string, args: readonly string[], what: string): Finding {
  const { status, stdout, stderr } = spawnSync(name, [...args], { encoding: 'utf8', timeout: 20_000, stdio: ['ignore', 'pipe', 'pipe'] });
  const ok = status === 0;
  return { name, ok, needed: false, detail: ok ? (`${stdout}${stderr}`.trim().split('\n')[0] ?? '').replace(/\s+/g, ' ').slice(0, 80) : `not there (${what})` };
}

async function signedIn(around: Surroundings): Promise<Finding> {
  const cloud = around.words.choices.cloud ?? 'public';
  try {
    const world = await openWorld({ cloud, home: around.home, env: around.env, say: () => {} });
    try {
      const all = await listSubscriptions(world, around.signal);
      return { name: `sign-in (${cloud})`, ok: all.length > 0, needed: false, detail: all.map((one) => one.name).join(', ') || 'no subscription' };
    } finally {
      await world.close();
    }
  } catch (error) {
    const problem = problemOf(error);
    const [next] = problem.next;
    return {
      name: `sign-in (${cloud})`,
      ok: false,
      needed: false,
      detail: problem.message,
      ...(next ? { next: `${next.label}${next.command ? `: ${next.command}` : ''}` } : {}),
    };
  }
}

const terminal = ({ stdout, env }: Surroundings): Finding => ({
  name: 'terminal',
  ok: Boolean(stdout.isTTY),
  needed: false,
  detail: stdout.isTTY ? `${stdout.columns}×${stdout.rows}, TERM=${env['TERM'] ?? ''}` : 'stdout is none: plain lines and --json work, the wizard does not',
});

const remembered = ({ home }: Surroundings): Finding => {
  const all = knownClusters(home);
  return { name: 'clusters', ok: true, needed: false, detail: all.length === 0 ? 'none remembered here' : all.map((one) => one.name).join(', ') };
};
