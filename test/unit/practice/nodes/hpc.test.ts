import { expect, test } from 'vitest';
import type { MachineSpec } from '../../../../src/practice/machines.ts';
import { userData } from '../../../../src/remote/user-data.ts';
import { hpcxMpi } from '../../../../src/remote/mpi-stack.ts';
import { booted, specOf, testWorld } from './support.ts';

const hpc = (index: number, more: Partial<MachineSpec> = {}): MachineSpec => ({
  ...specOf(index),
  image: 'microsoft-dsvm:ubuntu-hpc:2404:24.04.2026072901',
  infiniBand: { fabric: 'one', gigabits: 200 },
  customData: userData({ packages: hpcxMpi.packages, packageUpgrade: false }),
  ...more,
});

test('the HPC image has its MPI behind a module, and its InfiniBand port active', async () => {
  const [remote] = await booted(testWorld(), hpc(0));
  expect(await remote?.run('type -P mpicc')).toMatchObject({ exitCode: 1, stdout: '' });
  expect(await remote?.run(hpcxMpi.line('type -P mpicc mpirun'))).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^\/opt\/hpcx-.*\/mpicc\n\/opt\/hpcx-.*\/mpirun\n$/),
  });
  expect((await remote?.run('ibstat'))?.stdout).toMatch(/mlx5_ib0[\s\S]*State: Active[\s\S]*Rate: 200[\s\S]*Link layer: InfiniBand/);
  expect((await remote?.run('ip -4 -o addr show ib0'))?.stdout).toContain('inet 172.16.1.');
  expect((await remote?.run('cat /sys/class/infiniband/mlx5_ib0/ports/1/pkeys/*'))?.stdout).toBe('0x8012\n0x7fff\n');
  expect(await remote?.run('. /etc/profile.d/modules.sh && module load mpi/nothing')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('modulefile'),
  });
});

test("the how-to's packages take the drivers of the HPC image out, and a fabric that is not there stops MPI", async () => {
  const [remote] = await booted(testWorld(), hpc(0, { customData: userData({ packageUpgrade: false }) }));
  expect((await remote?.run('sudo cat /var/log/cloud-init-output.log'))?.stdout).toContain(
    'The following packages will be REMOVED:\n  doca-ofed hpcx-provides-openmpi',
  );
  expect(await remote?.run('ibstat')).toMatchObject({ exitCode: 127 });
  expect(await remote?.run(hpcxMpi.line('mpirun -np 1 --mca pml ucx hostname'))).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('pml framework'),
  });
});

test('a machine of its own has no fabric to share, whatever its size', async () => {
  const { infiniBand: _, ...alone } = hpc(0);
  const [remote] = await booted(testWorld(), alone);
  expect(await remote?.run('ibstat')).toMatchObject({ exitCode: 255, stderr: expect.stringContaining('No such device') });
  expect(await remote?.run(hpcxMpi.line('mpirun -np 1 --mca pml ucx hostname'))).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('UCX  ERROR') });
});
