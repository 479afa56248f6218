import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Runs a program to its end. Never rejects: one that cannot be started ends with 255. */
export const execute = (file: string, arguments_: readonly string[], input = ''): Promise<{ exitCode: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const child = execFile(file, [...arguments_], { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ exitCode: error ? (typeof error.code === 'number' ? error.code : 255) : 0, stdout, stderr });
    });
    child.stdin?.on('error', () => undefined); // It did not want any.
    child.stdin?.end(input);
  });

/** The only child of a process, where it has one. */
export const childOf = (pid: number): number | undefined => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]) || undefined;

/** Processes of the node, its process 1 among them, as the world sees them. */
export function processesOf(init: number): number[] {
  const space = readlinkSync(`/proc/${init}/ns/pid`);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readlinkSync(`/proc/${name}/ns/pid`) === space;
      } catch {
        return false; // It ended meanwhile.
      }
    })
    .map(Number);
}
