import { type Access, headOf } from './access.ts';
import { mpirunLine } from './open-mpi.ts';
import { nodeSet } from './shell.ts';

/**
 * The lines that compile, spread and run a person's own program, to be typed on the head.
 * @param major Open MPI's major version, where it is known.
 */
export function ownProgramLines(access: Pick<Access, 'names' | 'subnet' | 'vCPUs' | 'mpi'>, program = 'program', major = 4): readonly string[] {
  const others = access.names.slice(1);
  const { first, flags } = access.mpi;
  return [
    ...(first === undefined ? [] : [first]),
    `mpicc ${program}.c -o ${program}`,
    `clush -w ${nodeSet(others.length > 0 ? others : [headOf(access)])} -c ${program}`,
    mpirunLine({ major, subnet: access.subnet, nodes: access.names.length, ...(flags === undefined ? {} : { extra: flags }), program: `./${program}` }),
  ];
}
