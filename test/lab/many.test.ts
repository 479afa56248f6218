import { expect, it } from 'vitest';
import { knownHostsText } from '../../src/remote/known-hosts.ts';
import { helloTasks } from '../../src/remote/tasks/hello.ts';
import { bootCluster, helloSource } from './support/cluster.ts';
import { startLab } from './support/lab.ts';

const many = 70;
/** As a scale set that was scaled up and down names its machines. */
const names = Array.from({ length: many }, (_, index) => `hpc${(index * 7 + 3).toString(36).toUpperCase().padStart(6, '0')}`);
const user = '/home/glock/.ssh';

it('seventy real nodes pass hello though only the head has a key: the head starts them all, no node another one (lab 5)', async () => {
  const lab = await startLab({ pace: 0 });
  try {
    const key = `su glock -c 'ssh-keygen -q -t ed25519 -N "" -f ${user}/id_ed25519 && cat ${user}/id_ed25519.pub >>${user}/authorized_keys'`;
    const cluster = await bootCluster(lab, many, { names, image: key });
    try {
      const known = knownHostsText(names.map((name) => cluster.access.node(name)));
      await cluster.on(names[0] as string, 'cat >.ssh/known_hosts', known);
      const ended = await cluster.run(helloTasks(cluster.access, [], helloSource));
      expect(ended.outcome).toEqual({ result: 'done' });
      const hosts = [...(ended.messages['hello/run'] ?? '').matchAll(/of 70 running on (\S+)/g)].map(([, host]) => String(host));
      expect(hosts.sort()).toEqual([...names].sort());
    } finally {
      cluster.close();
    }
  } finally {
    await lab.end();
  }
});
