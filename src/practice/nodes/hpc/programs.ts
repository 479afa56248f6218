import { compilers } from '../mpi/compile.ts';
import { launchers } from '../mpi/mpirun.ts';
import { fraction } from '../../durations.ts';
import { quoted, type Program, type Programs, type Session } from '../shell/session.ts';
import { moduleWords } from './image.ts';

/** `module`, as environment-modules has it: what it prints is read by the shell that asked. */
const module: Program = ([command = 'help', ...names], { env }) => {
  const complain = (text: string): string => `echo ${quoted(text)} >&2; false`;
  switch (command) {
    case 'load':
    case 'add': {
      const words = names.map((name) => ({ name, words: moduleWords(name, env.get('PATH') ?? '') }));
      const missing = words.find((each) => each.words === undefined);
      if (missing) {
        const known = /^mpi\/(openmpi|mvapich|impi)/.test(missing.name);
        return {
          stdout: complain(
            known ? `${missing.name}: not in the practice cloud, where mpi/hpcx is` : `ERROR: Unable to locate a modulefile for '${missing.name}'`,
          ),
        };
      }
      return { stdout: words.map((each) => each.words).join('; ') };
    }
    case 'avail':
      return { stdout: `echo '-- /usr/share/modules/modulefiles --' >&2; echo 'mpi/hpcx  mpi/hpcx-pmix  mpi/impi-2021  mpi/mvapich  mpi/openmpi' >&2` };
    case 'list':
      return {
        stdout: `echo ${quoted(env.get('LOADEDMODULES') ? `Currently Loaded Modulefiles:\n 1) ${env.get('LOADEDMODULES')}` : 'No Modulefiles Currently Loaded.')} >&2`,
      };
    default:
      return { stdout: complain(`ERROR: Invalid command '${command}'`) };
  }
};

/** What HPC-X's own programs are: those of Open MPI. */
const hpcx: Program = ([name = '', ...args], context, session) => {
  const program = launchers[name] ?? compilers[name];
  return program ? program(args, context, session) : { stderr: `${name}: not simulated in the practice cloud\n`, exitCode: 127 };
};

export const hpcSystemPrograms: Programs = { '.practice-module': module, '.practice-hpcx': hpcx };

const hex = (seed: string, digits: number): string =>
  Math.floor(fraction(seed) * 16 ** digits)
    .toString(16)
    .padStart(digits, '0');

function device({ node }: Session, name: string, layer: 'InfiniBand' | 'Ethernet', rate: number): string {
  const guid = `0x00155dfffe${hex(`${node.vmId} ${name}`, 6)}`;
  return (
    `CA '${name}'\n\tCA type: ${layer === 'InfiniBand' ? 'MT4124' : 'MT4120'}\n\tNumber of ports: 1\n\tFirmware version: 20.31.1014\n\tHardware version: 0\n` +
    `\tNode GUID: ${guid}\n\tSystem image GUID: ${guid}\n\tPort 1:\n\t\tState: Active\n\t\tPhysical state: LinkUp\n\t\tRate: ${rate}\n` +
    `\t\tBase lid: ${layer === 'InfiniBand' ? 100 + Number(node.spec().privateAddress.split('.').at(-1)) : 0}\n\t\tLMC: 0\n\t\tSM lid: ${layer === 'InfiniBand' ? 1 : 0}\n` +
    `\t\tCapability mask: 0x2651ec48\n\t\tPort GUID: ${guid}\n\t\tLink layer: ${layer}\n`
  );
}

/** `ibstat`: the fabric's port, and the Ethernet one of accelerated networking beside it. */
const ibstat: Program = (_args, _context, session) => {
  const { infiniBand } = session.node.spec();
  if (!infiniBand) return { stderr: "ibpanic: [2291] main: stat of IB device 'mlx5_ib0' failed: No such device\n", exitCode: 255 };
  return { stdout: device(session, 'mlx5_an0', 'Ethernet', 50) + device(session, 'mlx5_ib0', 'InfiniBand', infiniBand.gigabits) };
};

const devices: Program = (_args, _context, { node }) =>
  node.spec().infiniBand
    ? { stdout: `hca_id:\tmlx5_ib0\n\ttransport:\t\t\tInfiniBand (0)\n\t\tport:\t1\n\t\t\tstate:\t\t\tPORT_ACTIVE (4)\n\t\t\tlink_layer:\t\tInfiniBand\n` }
    : { stderr: 'No IB devices found\n', exitCode: 255 };

/** Programs of the driver package. */
export const driverPrograms: Programs = { ibstat, ibv_devinfo: devices };
