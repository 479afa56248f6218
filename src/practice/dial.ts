import { isIP } from 'node:net';
import { Duplex } from 'node:stream';
import type { Clock } from '../engine/clock.ts';
import type { World } from '../engine/world.ts';
import type { Arm } from './arm/arm.ts';
import { reach } from './arm/firewall.ts';
import { laptopOf } from './drills.ts';

/** How long a connection is tried that nothing answers, in milliseconds of the world. */
const patience = 20_000;

/** The way there and back between the laptop and the region. */
const roundTrip = 30;

/**
 * Opens connections as the network between the laptop and the simulated Azure does: a closed port does not answer
 * (ETIMEDOUT), a machine whose sshd is not up refuses (ECONNREFUSED).
 */
export function dialPractice(arm: Arm, machines: { connect(vmId: string, from: { address: string }): Promise<Duplex> }, clock: Clock): World['dial'] {
  return async (host, port, signal) => {
    await clock.sleep(roundTrip, signal);
    const { address: from, sshBlocked } = arm.look(laptopOf);
    if (isIP(host) === 0 && !(sshBlocked && port === 22)) return outside(host, port);
    const found = arm.look((state) => {
      if (sshBlocked && port === 22) return undefined;
      const answer = reach(state, host, port, from);
      return answer.kind === 'machine' ? answer.vm.machine?.vmId : undefined;
    });
    const silence = async (): Promise<never> => {
      await clock.sleep(patience, signal);
      throw dialError('ETIMEDOUT', host, port);
    };
    if (found === undefined) return silence();
    if (port !== 22) throw dialError('ECONNREFUSED', host, port);
    await arm.settled();
    try {
      return await machines.connect(found, { address: from });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ETIMEDOUT') return silence();
      throw code === 'ECONNREFUSED' ? dialError(code, host, port) : error;
    }
  };
}

const dialError = (code: string, address: string, port: number): Error =>
  Object.assign(new Error(`connect ${code} ${address}:${port}`), { code, syscall: 'connect', address, port });

/** Another host of the internet: its SSH server answers, so that nothing outside Azure is to blame. */
function outside(host: string, port: number): Duplex {
  if (port !== 22) throw dialError('ECONNREFUSED', host, port);
  const stream = new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() });
  stream.push('SSH-2.0-simulated\r\n');
  return stream;
}
