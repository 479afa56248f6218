import { execFile } from 'node:child_process';
import { httpsTransport } from '../../azure/transport.ts';
import { terminalOf } from '../../terminal/terminal.ts';
import { dial } from '../dial.ts';
import type { DoctorWorld, Finding } from '../doctor/check.ts';
import { writeReport } from '../doctor/report.ts';
import { runChecks } from '../doctor/run-checks.ts';
import type { Surroundings } from '../surroundings.ts';
import { openWorld } from '../worlds.ts';

/** `rank0 doctor`: what rank0 needs, whether it is there, and how to mend what is not. Changes nothing. Exit code 1 where something needed is missing. */
export async function doctor(around: Surroundings): Promise<number> {
  const { output, words } = around;
  const about = doctorWorld(around);
  const findings = await runChecks(about, around.signal);
  const report = words.flags.report === undefined ? undefined : writeReport(words.flags.report, about, findings);
  output.object({ findings, ...(report === undefined ? {} : { report }) });
  if (!output.json) output.say(findingsText(findings));
  if (report !== undefined) {
    output.say(
      `Written to ${report}: versions, these findings and the ends of the journals, with ids, addresses, names and keys taken out. Read it before you give it away.`,
    );
  }
  return findings.some(({ ok, needed }) => needed && !ok) ? 1 : 0;
}

/** Findings for eyes, a line each, and below it how to mend it. */
export const findingsText = (findings: readonly Finding[]): string =>
  findings
    .map(({ ok, needed, name, detail, next }) => `${ok ? 'ok  ' : needed ? 'FAIL' : 'note'} ${name}: ${detail}${next === undefined ? '' : `\n     → ${next}`}`)
    .join('\n');

function doctorWorld({ env, home, words, stdin, stdout }: Surroundings): DoctorWorld {
  const { tenant } = words.choices;
  const cloud = words.choices.cloud ?? 'public';
  return {
    env,
    home,
    cloud,
    terminal: terminalOf({ stdin, stdout, env, flags: words.flags }),
    colourBits: stdout.isTTY ? stdout.getColorDepth(env as Record<string, string>) : 1,
    now: Date.now,
    send: httpsTransport(),
    dial,
    run: runProgram,
    world: () => openWorld({ cloud, home, env, say: () => {}, ...(tenant === undefined ? {} : { tenant }) }),
  };
}

const runProgram: DoctorWorld['run'] = (program, args, signal) =>
  new Promise((resolve, reject) => {
    // On Windows az is a script that only a shell starts; the words are ours alone.
    const options = { signal, windowsHide: true, shell: process.platform === 'win32' };
    execFile(program, [...args], options, (error, stdout, stderr) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const code = error ? (error as NodeJS.ErrnoException & { code?: unknown }).code : 0;
      resolve(code === 'ENOENT' || code === 'EACCES' ? undefined : { exitCode: typeof code === 'number' ? code : 1, output: `${stdout}${stderr}` });
    });
  });
