import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Finished, type Lab, startLab } from './support/lab.ts';
import { lastOf, messageOf, states, upIn } from './support/up.ts';

/**
 * Clocks: all nodes share the kernel of this machine and with it one wall clock (time namespaces have only monotonic ones), so no chrony
 * can run in them. What stands in is small: a `date` that is late by what a file says, and a `chronyc` that takes the file away. That the
 * product asks, sees who is off by how much, sends `sudo chronyc makestep` over SSH and asks again, is real.
 */
const lateClock = [
  `printf '#!/bin/sh\\nexec /bin/date -d "-$(cat /var/lib/late 2>/dev/null || echo 0) seconds" "$@"\\n' >/usr/local/bin/date`,
  `printf '#!/bin/sh\\n[ "$1" = makestep ] && rm /var/lib/late && echo 200 OK\\n' >/usr/local/bin/chronyc`,
  'chmod 755 /usr/local/bin/date /usr/local/bin/chronyc',
  'echo 90 >/var/lib/late',
].join(' && ');

describe('real nodes that are stopped and started', () => {
  let lab: Lab;
  let up: Finished;
  beforeAll(async () => {
    lab = await startLab({ arm: true, pace: 0 });
    up = await lab.rank0(upIn(lab, '--count', '2', '--shared-files', 'head'));
  });
  afterAll(() => lab?.end());
  const bootOf = (name: string): Promise<string> => lab.onNode(name, 'cat /proc/sys/kernel/random/boot_id');
  const nodesOf = (finished: Finished) => lastOf(finished)['nodes'] as { name: string; publicAddress: string }[];

  it('are silent while off; then addresses, host keys, logins, mounts and clocks are as they were, and hello runs', async () => {
    expect(up.exitCode, up.stderr.slice(-2000)).toBe(0);
    const before = await Promise.all(['glocluster0', 'glocluster1'].map(bootOf));
    const keys = await lab.onLaptop(['sh', '-c', `cat ${lab.folder}/rank0/clusters/*/glocluster/known_hosts`]);
    await lab.onNode('glocluster1', lateClock);
    await lab.onNode('glocluster1', 'sudo -u glock sh -c "echo kept >/scratch/glock/note" && echo gone >/run/note');

    const began = performance.now();
    const stopped = await lab.rank0(['stop', '--yes', '--json']);
    const off = performance.now();
    expect(stopped.exitCode, stopped.stderr.slice(-1000)).toBe(0);
    expect(lastOf(stopped)).toMatchObject({ result: 'stopped', nodes: [{ power: 'deallocated' }, { power: 'deallocated' }] });
    for (const { publicAddress } of nodesOf(up))
      await expect(lab.dial(publicAddress, 22, AbortSignal.timeout(400))).rejects.toMatchObject({ name: 'TimeoutError' });

    const again = performance.now();
    const started = await lab.rank0(['start', '--hello', '--yes', '--json']);
    console.log(`2 real nodes: stopped in ${((off - began) / 1000).toFixed(1)} s, started and checked in ${((performance.now() - again) / 1000).toFixed(1)} s`);
    expect(started.exitCode, started.stderr.slice(-2000)).toBe(0);
    expect(lastOf(started)).toMatchObject({ result: 'started', nodes: [{ power: 'running' }, { power: 'running' }] });
    expect(nodesOf(started).map(({ publicAddress }) => publicAddress)).toEqual(nodesOf(up).map(({ publicAddress }) => publicAddress));
    expect(messageOf(started, 'start/addresses')).toBe('as before');
    expect([states(started).get('start/clocks'), messageOf(started, 'start/clocks')]).toEqual(['done', expect.stringMatching(/^agree to within/)]);
    expect(started.stdout).toContain('set anew on glocluster1');
    expect(messageOf(started, 'shared/verify')).toMatch(/read on glocluster0 with the same bytes/);
    expect(messageOf(started, 'hello/run')).toContain('of 2');

    const after = await Promise.all(['glocluster0', 'glocluster1'].map(bootOf));
    expect(after.some((boot) => before.includes(boot))).toBe(false);
    expect((await lab.onLaptop(['sh', '-c', `cat ${lab.folder}/rank0/clusters/*/glocluster/known_hosts`])).stdout).toBe(keys.stdout);
    expect(keys.stdout).toContain('ssh-ed25519');
    expect((await lab.onNode('glocluster1', 'cat /scratch/glock/note; ls /run/note 2>&1 || true')).trim()).toMatch(/^kept\n.*No such file/);
  });

  it('that show another host key after the start are not logged in to', async () => {
    expect((await lab.rank0(['stop', '--yes', '--json'])).exitCode).toBe(0);
    await lab.plan('glocluster1', 'other-key');
    const started = await lab.rank0(['start', '--yes', '--json']);
    expect([started.exitCode, lastOf(started).error?.code], started.stderr.slice(-600)).toEqual([1, 'host-key-mismatch']);
  });
});
