import { describe, expect, it } from 'vitest';
import { hpcxMpi } from '../../../src/remote/mpi-stack.ts';
import { fabricTask, partitionIn, portIn } from '../../../src/remote/tasks/fabric.ts';
import { ran } from '../engine/support.ts';
import { scripted } from './scripted.ts';

const ibstat = (state: string, layer = 'InfiniBand'): string =>
  `CA 'mlx5_an0'\n\tPort 1:\n\t\tState: Active\n\t\tRate: 50\n\t\tLink layer: Ethernet\nCA 'mlx5_ib0'\n\tPort 1:\n\t\tState: ${state}\n\t\tRate: 200\n\t\tLink layer: ${layer}\n`;
const answer = (port: string, keys = '0x8012\n0x7fff\n', address = '4: ib0    inet 172.16.1.7/16 brd 172.16.255.255 scope global ib0'): string =>
  [port, keys, address].join('=== rank0 next\n');
const task = (...answers: string[]) => {
  let asked = 0;
  const access = { ...scripted(['gloc000000'], () => answers[Math.min(asked++, answers.length - 1)] ?? ''), mpi: hpcxMpi };
  return fabricTask(access, 'gloc000000', []);
};
const last = async (...answers: string[]) => {
  const { outcome, events } = await ran([task(...answers)]);
  return { outcome, message: events.at(-1)?.message };
};

describe('the fabric on a node', () => {
  it('is told from the Ethernet port of the same maker by its link layer', () => {
    expect(portIn(ibstat('Active'))).toEqual({ state: 'Active', gigabits: 200 });
    expect(portIn(ibstat('Active', 'Ethernet'))).toBeUndefined();
    expect(partitionIn('0x7fff\n0x0000\n')).toBeUndefined();
    expect(partitionIn('0x7fff\n0x8012\n')).toBe('0x8012');
  });

  it('is healthy with an active port, a partition and an address', async () => {
    expect(await last(answer(ibstat('Active')))).toEqual({ outcome: { result: 'done' }, message: 'active, 200 Gb/s, ib0 172.16.1.7, partition 0x8012' });
  });

  it('is waited for while the port comes up', async () => {
    expect((await last(answer(ibstat('Initializing')), answer(ibstat('Active')))).outcome).toEqual({ result: 'done' });
  });

  it.each([
    ['fabric-missing', answer('bash: ibstat: command not found\n')],
    ['fabric-inactive', answer(ibstat('Active'), '0x7fff\n')],
    ['fabric-inactive', answer(ibstat('Polling'))],
  ])('is a problem %s where it cannot carry messages', async (code, said) => {
    expect((await last(said)).outcome).toMatchObject({ result: 'failed', problem: { code } });
  });
});
