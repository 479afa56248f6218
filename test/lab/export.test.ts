import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostKeysIn } from '../../src/remote/host-keys.ts';
import { bashOf } from '../../src/stages/export/bash.ts';
import { fakeAz, scriptSeat } from '../support/exported.ts';
import { built } from '../support/told-session.ts';
import { eventually, specOf } from './support/bare-nodes.ts';
import { type Finished, type Lab, startLab } from './support/lab.ts';

// The script that an export is: its lines for az go to one that writes them down, all that goes through ssh to real nodes, which boot with
// the key and the user data that the script makes.

describe('an exported script, on real nodes', () => {
  let lab: Lab;
  let seat: ReturnType<typeof scriptSeat>;
  let up: Finished;
  const user = 'azureuser';
  const names = ['glocluster0', 'glocluster1', 'glocluster2'];
  const onLaptop = (line: string): Promise<Finished> =>
    lab.onLaptop(['bash', '-c', line], { env: { ...seat.env, PATH: `${fakeAz}:${process.env['PATH']}` }, timeoutSeconds: 120 });

  beforeAll(async () => {
    lab = await startLab({ pace: 0 });
    const told = built({ count: names.length, sharedFiles: 'head' });
    told.task('shared-files', 'shared/verify');
    told.shared('head');
    for (const index of [1, 2]) told.node(index, { addressed: false });
    const script = bashOf(told.remembered(), told.events, { madeBy: 'rank0', withAddresses: false, redact: (text) => text });
    seat = scriptSeat(join(lab.folder, 'script'), script);
    const made = await onLaptop(`source ${seat.file} && prepare && user_data > custom-data`);
    expect(made.exitCode, made.stderr).toBe(0);
    const [key, customData] = ['login_key.pub', 'custom-data'].map((file) => readFileSync(join(seat.kept, file), 'utf8'));
    const specs = names.map((computerName, index) =>
      specOf(index, names.length, String(key).trim(), { computerName, adminUsername: user, customData: String(customData) }),
    );
    await Promise.all(specs.map((spec) => lab.boot(spec)));
    seat.setNodes(
      await Promise.all(
        specs.map(async ({ computerName: name, privateAddress, publicAddress = '' }) => ({
          name,
          privateAddress,
          publicAddress,
          serialLog: await eventually(`host keys of ${name}`, 60, async () => {
            const log = await lab.serialLog(name);
            return hostKeysIn(log)?.source === 'rank0' ? log : undefined;
          }),
        })),
      ),
    );
    up = await onLaptop(`${seat.file} up`);
    // The fake az said that the addresses are gone; so they are.
    for (const { publicAddress: _, ...spec } of specs.slice(1)) await lab.rewire(spec);
  });
  afterAll(() => lab?.end());

  it('reads host keys, logs in, joins the nodes, and says hello from every one of them', () => {
    expect(up.exitCode, up.stderr + up.stdout).toBe(0);
    const said = [...up.stdout.matchAll(/^Hello from rank (\d) of 3 running on (\S+)$/gm)];
    expect(said.map(([, rank]) => rank).sort()).toEqual(['0', '1', '2']);
    expect(said.map(([, , name]) => name).sort()).toEqual(names);
  });

  it('shares a folder that all nodes read alike', async () => {
    expect(up.stdout).toMatch(new RegExp(`glocluster\\[0-2\\]\n-+\n[0-9a-f]{64} {2}/scratch/${user}/check`));
    for (const name of names) expect(await lab.onNode(name, `su ${user} -c 'cat /scratch/${user}/check'`)).toMatch(/\d/);
  });

  it('leaves nodes on which the key of the laptop is nowhere, and that of the cluster opens nothing from outside', async () => {
    for (const name of names) {
      const files = await lab.onNode(name, `cd /home/${user}/.ssh && ls && cat id_ed25519.pub authorized_keys 2>/dev/null; stat -c %a id_ed25519`);
      expect(files).toMatch(/from="10\.0\.0\.0\/24" ssh-ed25519 \S+ rank0-cluster-glocluster\n/);
      expect(files.trim().endsWith('600')).toBe(true);
    }
  });

  it('reaches nodes without a public address through the head', async () => {
    expect(up.stdout).toContain('No way out from glocluster2');
    const said = await onLaptop(`source ${seat.file}; prepare; for node in ${names.join(' ')}; do on $node uname -n; done`);
    expect(said.stdout.trim().split('\n'), said.stderr).toEqual(names);
  });

  it('changes nothing on them when it does the same again', async () => {
    const files = (): Promise<string> => lab.onNode('glocluster1', `cat /home/${user}/.ssh/authorized_keys /etc/fstab`);
    const before = await files();
    const again = await onLaptop(`source ${seat.file}; prepare; know_nodes; cluster_ssh; shared_files`);
    expect(again.exitCode, again.stderr).toBe(0);
    expect(await files()).toBe(before);
  });

  it('logs in nowhere where another host key is shown than the console said', async () => {
    const log = join(lab.folder, 'script', 'glocluster2.log');
    const other = readFileSync(join(seat.kept, 'login_key.pub'), 'utf8').split(' ')[1];
    writeFileSync(
      log,
      readFileSync(log, 'utf8')
        .replace(/ssh-ed25519 \S+/g, `ssh-ed25519 ${other}`)
        .replace(/ecdsa-sha2-nistp256 \S+/g, ''),
    );
    const refused = await onLaptop(`source ${seat.file}; prepare; know_nodes; log_in`);
    expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringMatching(/no login to glocluster2: [\s\S]*verification failed/)]);
  });
});
