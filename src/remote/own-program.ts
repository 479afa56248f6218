import { type Access, headOf } from './access.ts';
import { mpirunLine } from './open-mpi.ts';
import { nodeSet } from './shell.ts';

/**
 * The three lines that compile, spread and run a person's own program, to be typed on the head.
 * @param major Open MPI's major version, where it is known.
 */
export function ownProgramLines(access: Pick<Access, 'names' | 'subnet' | 'vCPUs'>, program = 'program', major = 4): readonly [string, string, string] {
  const others = access.names.slice(1);
  return [
    `mpicc ${program}.c -o ${program}`,
    `clush -w ${nodeSet(others.length > 0 ? others : [headOf(access)])} -c ${program}`,
    mpirunLine({ major, subnet: access.subnet, nodes: access.names.length, program: `./${program}` }),
  ];
}
