import { spawnSync } from 'node:child_process';
import { type ParseEntry, parse } from 'shell-quote';
import { parseWords } from '../../../src/cli/program.ts';
import { checkGiven } from '../../../src/stages/questions.ts';
import { ProblemError } from '../../../src/state/problem.ts';
import { azComplaints } from './az-table.ts';

/** Programs that shown lines run beside az and rank0: on a student's machine, or on an Ubuntu node with the packages of the road. */
const programs =
  /^(apt-get|cat|chmod|cloud-init|clush|command|curl|echo|export|getent|grep|mkdir|mpicc|mpirun|mv|nc|printf|rm|scp|sed|sha256sum|ssh|ssh-keygen|ssh-keyscan|sudo|systemctl|tail|tee|test|timeout|touch|type|umask|uname|\.|module|ibstat|ip|type|wget|\.\/configure|mount|df|findmnt|ls|wc|id|cp)$/;

const substitution = /\$\(([^()]*)\)/;

/** The simple commands of a line, each as its words; redirections, comments and assignments in front are left out. */
export function simpleCommands(line: string): string[][] {
  const inner = substitution.exec(line);
  if (inner) return [...simpleCommands(inner[1] as string), ...simpleCommands(line.replace(substitution, 'SUBSTITUTED'))];
  const commands: string[][] = [[]];
  let redirected = false;
  for (const entry of parse(line, (name) => `$${name}`)) {
    const word = textOf(entry);
    if (word === undefined) {
      const op = (entry as { op?: string }).op ?? '';
      redirected = /[<>]/.test(op);
      if (/^(\|\|?|&&?|;|\(|\))$/.test(op)) commands.push([]);
      continue;
    }
    const current = commands.at(-1) as string[];
    if (redirected) redirected = false;
    else if (current.length > 0 || !/^\w+=/.test(word)) current.push(word);
  }
  // Of a loop only what it runs.
  return commands
    .map((words) => (/^(do|then|else)$/.test(words[0] ?? '') ? words.slice(1) : words))
    .filter(([first = 'done']) => !/^(for|done|fi)$/.test(first));
}

function textOf(entry: ParseEntry): string | undefined {
  if (typeof entry === 'string') return entry;
  return 'op' in entry && entry.op === 'glob' ? entry.pattern : undefined;
}

/** Whether a word stands for something that the reader fills in, or was cut out. */
const isPlaceholder = (word: string): boolean => /^[A-Z][A-Z-]*$/.test(word) || word.includes('…') || word.includes('sample');

/** What is wrong with a `rank0` line. */
function rank0Complaints(words: readonly string[]): string[] {
  try {
    const parsed = parseWords(words, '0.0.0', () => {});
    if ('exit' in parsed) return [];
    checkGiven(Object.fromEntries(Object.entries(parsed.choices).filter(([, value]) => !isPlaceholder(value))));
    if (parsed.command === 'run' && parsed.rest.length === 0) return ['rank0 run: no command after --'];
    return [];
  } catch (error) {
    if (error instanceof ProblemError || error instanceof Error) return [`rank0 ${words.join(' ')}: ${error.message}`];
    throw error;
  }
}

/** What a shell, az or rank0 would say against a line; nothing where it can be run as it stands. */
export function complaintsAbout(line: string): string[] {
  const { status, stderr } = spawnSync('bash', ['-n'], { input: `${line}\n`, encoding: 'utf8' });
  if (status !== 0) return [`bash: ${stderr.trim()}`];
  return simpleCommands(line).flatMap(([program = '', ...words]) => {
    if (program === 'az') return azComplaints(words);
    if (program === 'rank0') return rank0Complaints(words);
    return programs.test(program) ? [] : [`${program}: not a program that a shown line runs`];
  });
}

/** Whether a piece of inline code is a line to be run, and not a name or an output. */
export const isLine = (code: string): boolean => {
  const [first = '', ...more] = code.split(' ');
  return (first === 'az' || first === 'rank0' || programs.test(first)) && more.length > 0;
};
