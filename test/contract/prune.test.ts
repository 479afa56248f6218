import { describe, expect, it } from 'vitest';
import type { PracticeCloud } from '../../src/practice/open.ts';
import { inGroup, meanwhile } from '../support/meanwhile.ts';
import type { Ran } from '../support/rank0.ts';
import { check } from './practice-arm-support.ts';
import { last, tracedHome } from './traced-home.ts';

/** A cluster of the practice cloud, driven by the command line with every exchange written down. */
async function built(network: 'ethernet' | 'infiniband', ...more: string[]) {
  const { home, run, trace, exchanges } = tracedHome({ RANK0_PRACTICE_QUOTA: 'standardHBv3Family=1200,cores=1200,standardDSv5Family=200' });
  const up = await run('up', '--cloud', 'practice', '--network', network, '--yes', '--json', '--trace', trace, ...more);
  expect(up.exitCode, up.stderr.slice(-800)).toBe(0);
  const prune = (...words: string[]) => run('prune', ...words, '--yes', '--json', '--trace', trace);
  const writes = (): number => exchanges().filter(({ method }) => method !== 'GET').length;
  return { home, run, exchanges, prune, writes, up, scale: (count: number) => run('scale', String(count), '--yes', '--json', '--trace', trace) };
}

interface Node {
  readonly name: string;
  readonly role: string;
  readonly publicAddress?: string | null;
}
const nodesIn = (ran: Ran) => (last(ran)['nodes'] ?? []) as Node[];
const openOf = (nodes: readonly Node[]): string[] => nodes.flatMap(({ name, publicAddress }) => (publicAddress ? [name] : []));
const said = ({ lines }: Ran, task: string): string => String(lines.filter((line) => line['task'] === task).at(-1)?.['message'] ?? '');
const fetched = 'curl -sS --max-time 8 -o /dev/null http://azure.archive.ubuntu.com/ubuntu/';

async function status(run: (...words: string[]) => Promise<Ran>) {
  const nodes = (last(await run('status', '--json'))['nodes'] ?? []) as (Node & { ssh: { state: string } })[];
  return { open: openOf(nodes), ssh: nodes.map(({ ssh }) => ssh.state) };
}

/** A network card, changed as the portal would. */
async function changeCard(cloud: PracticeCloud, name: string, change: (configuration: { publicIPAddress?: object }) => void) {
  const url = `https://management.azure.com/subscriptions/${cloud.subscriptionId}/${inGroup('Microsoft.Network/networkInterfaces', name)}?api-version=2026-01-01`;
  const headers = { authorization: 'Bearer simulated' };
  const card = JSON.parse((await cloud.send({ method: 'GET', url, headers })).body) as { properties: { ipConfigurations: { properties: object }[] } };
  change(card.properties.ipConfigurations[0]?.properties ?? {});
  const { status: code } = await cloud.send({ method: 'PUT', url, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(card) });
  expect(code).toBe(200);
}

describe('machines', () => {
  it('lose their addresses and get others: everything goes through the head, what is lost was tried, all by the specifications', {
    timeout: 240_000,
  }, async () => {
    const { run, exchanges, prune, writes, scale } = await built('ethernet');
    const first = await prune();
    expect(last(first)).toMatchObject({
      result: 'pruned',
      head: 'glocluster0',
      changed: ['glocluster1', 'glocluster2', 'glocluster3'],
      natGateway: false,
      pricePerHour: 0.4022,
    });
    expect(openOf(nodesIn(first))).toEqual(['glocluster0']);
    expect(said(first, 'prune/way-out')).toMatch(/^no way out from glocluster1, glocluster2, glocluster3: apt-get and downloads fail there \(curl: \(28\)/);
    expect(
      exchanges()
        .filter(({ method, url }) => method === 'DELETE' && /publicIPAddresses/.test(url))
        .map(({ url }) => url.replace(/.*\/|\?.*/g, '')),
    ).toHaveLength(3);

    expect(await status(run)).toEqual({ open: ['glocluster0'], ssh: ['ok', 'ok', 'ok', 'ok'] });
    const codes = (await run('run', '--json', '--', fetched)).lines.map(({ node, exitCode }) => [node, exitCode]).sort();
    expect(codes).toEqual([
      ['glocluster0', 0],
      ['glocluster1', 28],
      ['glocluster2', 28],
      ['glocluster3', 28],
    ]);
    const apt = await run('run', 'glocluster', 'glocluster2', '--json', '--', 'sudo apt-get install -y hwloc; sudo apt-get install -y clustershell');
    expect(apt.lines[0]).toMatchObject({ node: 'glocluster2' });
    const ssh = await run('ssh', 'glocluster3', '--', 'uname -n');
    expect([ssh.exitCode, ssh.stdout.trim()]).toEqual([0, 'glocluster3']);

    const before = writes();
    expect(last(await prune())).toMatchObject({ result: 'pruned', changed: [] });
    expect(writes()).toBe(before);

    const gateway = await prune('--nat-gateway');
    expect(last(gateway)).toMatchObject({ result: 'pruned', changed: [], natGateway: true, pricePerHour: 0.4522 });
    expect(said(gateway, 'prune/way-out')).toMatch(/work on all/);
    expect((await run('run', '--json', '--', fetched)).lines.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
    const subnet = exchanges().findLast(({ method, url }) => method === 'PUT' && /\/subnets\//.test(url))?.requestBody as {
      properties: Record<string, unknown>;
    };
    expect(subnet.properties).toMatchObject({
      addressPrefix: '10.0.0.0/24',
      natGateway: { id: expect.stringMatching(/gloclusterNAT$/) },
      networkSecurityGroup: { id: expect.stringMatching(/gloclusterNSG$/) },
      serviceEndpoints: [{ service: 'Microsoft.Storage' }],
      defaultOutboundAccess: false,
    });

    const six = await scale(6);
    expect(last(six)).toMatchObject({ result: 'scaled', came: ['glocluster4', 'glocluster5'] });
    expect([openOf(nodesIn(six)), said(six, 'login/glocluster5')]).toEqual([['glocluster0'], expect.stringContaining('@10.0.0.')]);

    const restored = await prune('--restore');
    expect(last(restored)).toMatchObject({
      result: 'restored',
      natGateway: false,
      changed: ['glocluster1', 'glocluster2', 'glocluster3', 'glocluster4', 'glocluster5'],
    });
    expect(openOf(nodesIn(restored))).toHaveLength(6);
    expect((await status(run)).open).toHaveLength(6);
    const again = writes();
    expect(last(await prune('--restore'))).toMatchObject({ result: 'restored', changed: [] });
    expect(writes()).toBe(again);

    expect(last(await run('down', '--yes', '--json'))).toMatchObject({ left: [] });
    expect(check(exchanges()).violations).toEqual([]);
  });

  it('of a pruned cluster that grows boot behind a gateway that passes, and are never seen from outside', async () => {
    const { run, exchanges, prune, scale } = await built('ethernet', '--count', '2');
    await prune();
    const four = await scale(4);
    expect(openOf(nodesIn(four))).toEqual(['glocluster0']);
    expect(said(four, 'cloud-init/glocluster3')).toMatch(/done/);
    const ways = new Set(four.lines.flatMap(({ task, state }) => (String(task).startsWith('nat/') && state === 'making' ? [task] : [])));
    expect([...ways]).toEqual(['nat/address', 'nat/gateway', 'nat/subnet', 'nat/subnet-off', 'nat/gateway-off', 'nat/address-off']);
    expect(exchanges().filter(({ method, url }) => method === 'PUT' && /publicIPAddresses\/gloclusterPublicIP[23]/.test(url))).toEqual([]);
    expect((await run('run', '--json', '--', fetched)).lines.filter(({ exitCode }) => exitCode === 0)).toHaveLength(1);
    expect(last(await scale(3))).toMatchObject({ left: ['glocluster3'] });
    expect(last(await run('down', '--yes', '--json'))).toMatchObject({ left: [] });
    expect(check(exchanges()).violations).toEqual([]);
  });

  it('are pruned at the end of the road where that was chosen, and `up` once more leaves them so', async () => {
    const { run, up, writes } = await built('ethernet', '--count', '3', '--prune', '--nat-gateway');
    expect([last(up), openOf(nodesIn(up))]).toMatchObject([{ result: 'ready', pruned: true, natGateway: true }, ['glocluster0']]);
    const stages = [...new Set(up.lines.flatMap(({ stage }) => (stage === undefined ? [] : [stage])))];
    expect(stages.slice(-2)).toEqual(['hello-mpi', 'prune']);
    const before = writes();
    const again = await run('up', '--cloud', 'practice', '--yes', '--json');
    expect([last(again)['result'], writes(), openOf(nodesIn(again))]).toEqual(['ready', before, ['glocluster0']]);
  });
});

it('instances of a scale set lose theirs by the model, the head stays on the earlier one, and from nothing they come back pruned', {
  timeout: 240_000,
}, async () => {
  const { run, exchanges, prune, scale, up } = await built('infiniband', '--count', '3', '--prune');
  const head = nodesIn(up).find(({ role }) => role === 'head')?.name as string;
  expect(openOf(nodesIn(up))).toEqual([head]);
  expect(said(up, 'prune/way-out')).toMatch(/^no way out from/);
  expect((await run('run', '--json', '--', fetched)).lines.filter(({ exitCode }) => exitCode === 28)).toHaveLength(2);

  const five = await scale(5);
  expect([openOf(nodesIn(five)), last(five)['outdated']]).toEqual([[head], []]);
  expect(said(five, 'hello/run')).toContain('of 5');
  expect((await status(run)).ssh).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  const updated = exchanges().flatMap(({ method, url, requestBody }) =>
    method === 'POST' && /manualupgrade/.test(url) ? (requestBody as { instanceIds: string[] }).instanceIds : [],
  );
  expect([updated.length, updated.includes('0')]).toEqual([2, false]);

  await scale(0);
  const two = await scale(2);
  expect(openOf(nodesIn(two))).toHaveLength(1);
  expect(openOf(nodesIn(await prune('--restore')))).toHaveLength(2);
  const one = await prune(nodesIn(two).find(({ role }) => role === 'node')?.name as string);
  expect([one.exitCode, last(one)['error']]).toMatchObject([2, { code: 'scale-set-as-a-whole' }]);
  expect(last(await run('down', '--yes', '--json'))).toMatchObject({ left: [] });
  expect(check(exchanges()).violations).toEqual([]);
});

describe('nothing is cut off', () => {
  it('for the head, an unknown node, a head that is off, and one that forbids tunnels', async () => {
    const { home, run, prune, writes } = await built('ethernet', '--count', '2');
    const before = writes();
    for (const [node, code] of [
      ['glocluster0', 'head-not-pruned'],
      ['head', 'head-not-pruned'],
      ['glocluster7', 'node-unknown'],
    ] as const) {
      const refused = await prune('glocluster', node);
      expect([refused.exitCode, last(refused)['error']]).toMatchObject([2, { code }]);
    }
    const forbidding = await run(
      'run',
      'glocluster',
      'glocluster0',
      '--',
      'sudo mkdir -p /etc/ssh/sshd_config.d; echo AllowTcpForwarding no | sudo tee /etc/ssh/sshd_config.d/40-ours.conf',
    );
    expect(forbidding.exitCode, forbidding.stderr).toBe(0);
    expect(last(await prune())).toMatchObject({
      result: 'failed',
      error: { code: 'tunnel-forbidden', message: expect.stringContaining('no address is taken away') },
    });
    await run('run', 'glocluster', 'glocluster0', '--', 'sudo rm /etc/ssh/sshd_config.d/40-ours.conf');
    await meanwhile(home, (elsewhere) => elsewhere('POST', `${inGroup('Microsoft.Compute/virtualMachines', 'glocluster0')}/powerOff`));
    const off = await prune();
    expect([off.exitCode, last(off)['error']]).toMatchObject([
      1,
      { code: 'head-unreachable', message: expect.stringMatching(/does not answer, so no address is taken away/) },
    ]);
    expect(writes()).toBe(before);
  });
});

it('a node that somebody pruned in the portal is found behind the head, stays so, and is restored when asked', async () => {
  const { home, run, prune } = await built('ethernet', '--count', '3');
  await meanwhile(home, (_, cloud) => changeCard(cloud, 'gloclusterVMNic2', (configuration) => delete configuration.publicIPAddress));
  expect(await status(run)).toEqual({ open: ['glocluster0', 'glocluster1'], ssh: ['ok', 'ok', 'ok'] });
  expect((await run('run', '--json', '--', 'uname -n')).lines.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  const gathered = await run('run', '--gather', '--', 'uname -s; test "$(uname -n)" != glocluster2');
  expect(gathered).toMatchObject({
    exitCode: 1,
    stdout: '---------------\nglocluster[0-2] (3)\n---------------\nLinux',
    stderr: expect.stringContaining('glocluster2: ended with exit code 1'),
  });
  const up = await run('up', '--cloud', 'practice', '--yes', '--json');
  expect([last(up)['result'], openOf(nodesIn(up))]).toEqual(['ready', ['glocluster0', 'glocluster1']]);
  const restored = await prune('--restore');
  expect([last(restored), openOf(nodesIn(restored)).length]).toMatchObject([{ result: 'restored', changed: ['glocluster2'] }, 3]);
});
