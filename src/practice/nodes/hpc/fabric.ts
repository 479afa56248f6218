import type { MachineSpec } from '../../machines.ts';
import { file, type Passing } from '../disk/image.ts';

/** The address of a machine on the fabric: RDMA has a network of its own (azure-facts 2.4). */
export const fabricAddress = (privateAddress: string): string => `172.16.1.${privateAddress.split('.').at(-1)}`;

/** The partition keys of the port: one of the tenant, and the default one, which reaches nobody (azure-facts 8.4). */
export function fabricFiles(spec: () => MachineSpec): readonly (readonly [path: string, entry: Passing])[] {
  const key =
    (text: string): Passing =>
    () =>
      spec().infiniBand ? file(`${text}\n`, 0o444) : undefined;
  const keys = '/sys/class/infiniband/mlx5_ib0/ports/1/pkeys';
  return [
    [`${keys}/0`, key('0x8012')],
    [`${keys}/1`, key('0x7fff')],
  ];
}
