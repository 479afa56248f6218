import type { Program } from './c-program.ts';

/** What `mpicc` makes: a file that the simulated machines run, with the recognised program in it. */
export function binaryOf(program: Program, source: string): string {
  const recorded = Buffer.from(JSON.stringify(program)).toString('base64');
  return `#!/bin/sh\n# A simulated program: made from ${source} by the mpicc of the practice cloud.\n/usr/bin/.practice-mpi-program ${recorded} "$@"\n`;
}

export function programIn(recorded: string): Program {
  return JSON.parse(Buffer.from(recorded, 'base64').toString()) as Program;
}
