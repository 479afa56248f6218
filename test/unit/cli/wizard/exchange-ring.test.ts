import { describe, expect, it } from 'vitest';
import type { CommandView, ExchangeView, RestView } from '../../../../src/screens/model/exchange.ts';
import { fakeExchanges, fakeTraffic, group, secretToken } from '../../../support/fake-exchanges.ts';

const machine = (name: string): string => `${group}/providers/Microsoft.Compute/virtualMachines/${name}?api-version=2026-04-01`;
const titles = (all: readonly ExchangeView[]): string[] => all.map(({ title }) => title);

describe('what went over the wires, as it is kept', () => {
  it('has a call with its page, its task, its answer, and the looks at its operation in one row', () => {
    const put = fakeExchanges().find(({ title }) => title.startsWith('PUT')) as RestView;
    expect(put).toMatchObject({
      title: 'PUT virtualMachines/glocluster0',
      task: { stage: 'nodes', title: 'machine glocluster0' },
      documentation: { name: 'Virtual Machines - Create Or Update' },
      answer: { status: 201, words: 'Created', ms: 412 },
      polls: { count: 12, status: 200, state: 'Succeeded', seconds: 12 },
    });
    expect(put.polls?.url).toBe(put.answer?.headers.find(([name]) => name === 'azure-asyncoperation')?.[1]);
    expect(titles(fakeExchanges()).filter((title) => title.includes('operations/'))).toEqual([]);
  });

  it('has no token, no signature and no private key', () => {
    const { ring, command, rest } = fakeTraffic();
    const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk=\n-----END OPENSSH PRIVATE KEY-----\n';
    command('glocluster0', `echo '${key}' > key`, { stdin: key, stdout: key, stderr: key });
    rest('POST', `${group}/x?sig=SIGNED`, { body: JSON.stringify({ key }), answer: JSON.stringify({ key, accessSAS: 'https://a.example/?sig=SIGNED' }) });
    const all = JSON.stringify([...ring.all(), ...fakeExchanges()]);
    for (const secret of ['b3BlbnNzaC1rZXk', 'SIGNED', secretToken, 'PRIVATE KEY', 'HASH', 'CERT"']) expect(all).not.toContain(secret);
  });

  it('tells the same read as one row, and as another one once it was answered otherwise or something was written', () => {
    const { ring, rest } = fakeTraffic();
    rest('GET', machine('a'), { status: 404 });
    rest('GET', machine('a'), { status: 404 });
    rest('GET', machine('a'));
    rest('GET', machine('a'));
    rest('PUT', machine('a'));
    rest('GET', machine('a'), { answer: '{"now":1}' });
    rest('PUT', machine('a'));
    expect(ring.all().map((one) => [one.title.split(' ')[0], one.times, (one as RestView).answer?.status])).toEqual([
      ['GET', 2, 404],
      ['GET', 2, 200],
      ['PUT', 1, 200],
      ['GET', 1, 200],
      ['PUT', 1, 200],
    ]);
  });

  it('tells the same command on many nodes as one row, another ending as another', () => {
    const { ring, command } = fakeTraffic();
    for (let round = 0; round < 3; round += 1) {
      for (let node = 0; node < 1_000; node += 1) command(`n${node}`, 'uname -n', { exitCode: node === 7 ? 1 : 0, stdout: `n${node} ${round}\n` });
    }
    const [many, one] = ring.all() as readonly CommandView[];
    expect(many).toMatchObject({ title: 'n0 and 998 more $ uname -n', nodeCount: 999, times: 2_997 });
    expect(many?.answers.map(({ node, stdout }) => `${node} ${stdout.text}`).slice(0, 2)).toEqual(['n0 n0 2\n', 'n1 n1 2\n']);
    expect(many?.answers).toHaveLength(8);
    expect(one).toMatchObject({ title: 'n7 $ uname -n', nodeCount: 1, times: 3, answers: [{ exitCode: 1 }] });
    expect(ring.all()).toHaveLength(2);
  });

  it('keeps the newest rows, and follows an operation no further than it is kept', () => {
    const { ring, rest } = fakeTraffic({ rows: 3, characters: 1_000_000 });
    const operation = 'https://management.azure.com/operations/1?t=1';
    rest('PUT', machine('old'), { headers: { 'azure-asyncoperation': operation } });
    for (const name of ['a', 'b', 'c']) rest('PUT', machine(name));
    expect(titles(ring.all())).toEqual(['a', 'b', 'c'].map((name) => `PUT virtualMachines/${name}`));
    rest('GET', operation);
    expect(titles(ring.all()).at(-1)).toBe('GET operations/1');
  });

  it('stays within its characters, whatever comes: bodies of megabytes, thousands of calls', () => {
    const { ring, rest, command } = fakeTraffic();
    const huge = `{"value":["${'x'.repeat(3_000_000)}"]}`;
    for (let count = 0; count < 30; count += 1) rest('GET', machine(`huge${count}`), { answer: huge });
    for (let count = 0; count < 1_500; count += 1) rest('PUT', machine(`m${count}`), { body: `{"customData":"${count}${'y'.repeat(12_000)}"}`, answer: huge });
    for (let count = 0; count < 50; count += 1) command(`n${count}`, `cat /var/log/${count}`, { stdout: 'z'.repeat(1_000_000) });
    const all = ring.all();
    expect(all.length).toBeLessThanOrEqual(400);
    expect(all.length).toBeGreaterThan(50);
    expect(JSON.stringify(all).length).toBeLessThan(4_400_000);
    expect((all.at(-1) as CommandView).answers[0]?.stdout).toEqual({ text: 'z'.repeat(16_000), cutFrom: 1_000_000 });
  });

  it('shows what has no answer once that has taken a second, and says where none came', async () => {
    const { ring } = fakeTraffic();
    const ended = ring.arm({ method: 'PUT', url: machine('a'), headers: {} }, Date.parse('2026-11-24T12:00:00Z'));
    const other = ring.command({ node: 'n0', command: 'sleep 60' }, Date.parse('2026-11-24T12:00:01Z'));
    expect(ring.all()).toEqual([]);
    await expect.poll(() => titles(ring.all()), { timeout: 5_000 }).toEqual(['PUT virtualMachines/a', 'n0 $ sleep 60']);
    ended({ failure: 'socket hang up', ms: 60_000 });
    other({ failure: 'the connection ended', ms: 2 });
    expect(ring.all()).toMatchObject([{ failure: 'socket hang up' }, { answers: [{ node: 'n0', failure: 'the connection ended' }] }]);
  });

  it('keeps what is no text by its length alone', () => {
    const { ring, command } = fakeTraffic();
    command('n0', 'cat > program', { stdin: Buffer.from([0, 1, 2]) });
    expect(ring.all()).toMatchObject([{ stdin: { bytes: 3 } }]);
    expect((ring.all()[0] as CommandView).stdin?.text).toBeUndefined();
  });
});
