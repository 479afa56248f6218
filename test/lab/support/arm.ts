import { join } from 'node:path';
import { serveArm } from '../../../src/practice/arm/server.ts';
import { quotasOf } from '../../../src/practice/quota.ts';
import { type LabMachines, laptopAddress } from './lab-machines.ts';
import type { EmulatorOptions } from './protocol.ts';

/** How often the network is told what the NSGs let through now, in milliseconds. Azure takes longer. */
const tick = 200;

/** Serves the simulated ARM with the lab's machines, and makes its NSGs true on the wire. */
export async function openArm(folder: string, options: NonNullable<EmulatorOptions['arm']>, machines: LabMachines) {
  const { key, cert, token, scale, quota } = options;
  const served = await serveArm({ folder: join(folder, 'arm'), machines, tls: { key, cert }, token, scale, quotas: quotasOf(quota) });
  const open = new Map<string, boolean>();
  setInterval(() => {
    for (const { vmId, publicAddress } of machines.running()) {
      const allowed = publicAddress !== undefined && served.reach(publicAddress, 22, laptopAddress).kind === 'machine';
      if (open.get(vmId) === allowed) continue;
      open.set(vmId, allowed);
      machines.admit(vmId, allowed ? [`${laptopAddress}/32`] : []).catch((error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
      });
    }
  }, tick);
  return served;
}
