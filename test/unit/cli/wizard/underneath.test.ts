import { describe, expect, it } from 'vitest';
import { parse } from 'shell-quote';
import type { ExchangeView } from '../../../../src/screens/model/exchange.ts';
import { chosenExchange, exchangeRows, handLine, withExchanges } from '../../../../src/screens/model/exchanges.ts';
import { bindingFor } from '../../../../src/screens/model/keys.ts';
import type { WizardState } from '../../../../src/screens/model/state.ts';
import { fakeExchanges, fakeTraffic, group } from '../../../support/fake-exchanges.ts';
import { azComplaints } from '../../lessons/az-table.ts';
import { atStage, saidBy, typed, wizard } from './support.ts';

const open = { is: 'overlay', overlay: 'underneath' } as const;
const down = { is: 'move', by: 1 } as const;

/** The page, open in the middle of a road. */
async function opened() {
  const one = wizard();
  await one.enterUntil(atStage('nodes', 'explained'));
  one.press(open);
  return one;
}

describe('the page underneath', () => {
  it('lists the newest first, and opens the marked one whole', async () => {
    const { press, state } = await opened();
    expect(exchangeRows(state()).map(({ label }) => label)).toEqual([
      "glocluster0 $ cat > 'host file'",
      'glocluster2 $ test -f hostfile && cat hostfile',
      'glocluster0 and 3 more $ cloud-init status --long',
      'GET virtualMachines/glocluster0',
      'PUT virtualMachines/glocluster0',
      'GET virtualMachines/glocluster0',
    ]);
    press(down, down, down, down, 'open-exchange');
    expect(saidBy(state())).toMatch(
      /Virtual Machines - Create Or Update\nhttps:\/\/learn\.microsoft\.com\/rest\/api\/compute\/virtual-machines\/create-or-update/,
    );
    expect(saidBy(state())).toMatch(/authorization: Bearer redacted/);
    expect(saidBy(state())).toMatch(/"vmSize": "Standard_D2s_v5"/);
    expect(saidBy(state())).toMatch(/Answered 201 Created, after 412 ms/);
    expect(saidBy(state())).toMatch(/Then asked 12 times how it stands, in 12 s\. The last answer: 200, Succeeded/);
  });

  it('shows a command with what it reads, what each node said, and nothing that could steer the terminal', async () => {
    const { press, state } = await opened();
    press('open-exchange');
    expect(saidBy(state())).toMatch(
      /cat > 'host file'\n\nIt reads 40 bytes\nglocluster0 slots=2\nglocluster1 slots=2\n\nglocluster0: exit 0 after 23 ms\nnothing printed/,
    );
    press('back', down, 'open-exchange');
    expect(saidBy(state())).toMatch(/glocluster2: exit 1 after 23 ms\nand on stderr\ncat: hostfile: No such file/);
    expect(saidBy(state())).not.toContain('\x1b');
  });

  it('comes back to the row that was open, and from there to the screen', async () => {
    const { press, state } = await opened();
    press(down, down, 'open-exchange', 'back');
    expect(state().overlay).toBe('underneath');
    expect(chosenExchange(state())?.title).toMatch(/^glocluster0 and 3 more/);
    press('back');
    expect(state().overlay).toBeUndefined();
    press(open);
    expect(state().chosen['underneath']).toBe(0);
  });

  it('brings what comes in while it is open, also below an open call, and the mark stays', async () => {
    const { ring, rest } = fakeTraffic();
    rest('GET', `${group}/first?api-version=1`);
    const { press, state, until, enterUntil } = wizard({ exchanges: ring.all });
    await enterUntil(atStage('nodes', 'explained'));
    press(open);
    rest('GET', `${group}/second?api-version=1`);
    await until((now) => now.exchanges.length === 2);
    expect(chosenExchange(state())?.title).toBe('GET resourceGroups/glocluster-rg/first');
    press('open-exchange');
    rest('GET', `${group}/third?api-version=1`);
    await until((now) => now.exchanges.length === 3);
    expect(saidBy(state())).toContain('GET resourceGroups/glocluster-rg/first');
  });

  it('filters by what is typed, and gives the screen below its own filter and text back', async () => {
    const { press, state, at, enterUntil } = wizard();
    await enterUntil((now) => now.screen.at === 'location');
    press('filter', typed('west'), 'accept', open, 'filter', typed('put'));
    expect(bindingFor(state(), 'q')).toBeUndefined();
    press('accept');
    expect(exchangeRows(state()).map(({ label }) => label)).toEqual(['PUT virtualMachines/glocluster0']);
    press('open-exchange', { is: 'overlay', overlay: 'keys' }, 'back');
    expect(state()).toMatchObject({ overlay: 'exchange', filter: 'put' });
    press('back', 'back');
    expect(state()).toMatchObject({ filter: 'west' });
    await at('location');
    press(open, 'filter', typed('nothing has this'), 'accept');
    expect(bindingFor(state(), 'enter')?.disabled).toBe('Nothing has these letters');
    expect(bindingFor(state(), 'y')?.disabled).toBeDefined();
  });

  it('copies the line that does the same by hand', async () => {
    const { press, copied } = await opened();
    press('copy', down, down, down, 'open-exchange', 'copy');
    expect(copied[0]).toBe(`printf %s 'glocluster0 slots=2\nglocluster1 slots=2\n' | rank0 ssh glocluster glocluster0 -- 'cat > '\\''host file'\\'''`);
    expect(copied[1]).toBe(
      "az rest --method get --url 'https://management.azure.com/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/glocluster-rg/providers/Microsoft.Compute/virtualMachines/glocluster0?api-version=2026-04-01'",
    );
  });
});

describe('the mark', () => {
  const all = fakeExchanges();
  const marked = (exchanges: readonly ExchangeView[], index: number, more: Partial<WizardState> = {}): WizardState =>
    ({ exchanges, filter: '', chosen: { underneath: index }, overlay: 'underneath', ...more }) as WizardState;

  it('stays on what it stood on while more comes in above and less stays below', () => {
    const before = marked(all.slice(0, 4), 1);
    const after = withExchanges(before, all.slice(1));
    expect(chosenExchange(after)).toBe(chosenExchange(before));
    expect(after.chosen['underneath']).toBe(3);
    expect(chosenExchange(withExchanges(marked(all.slice(0, 4), 0), all))).toBe(all[3]);
  });

  it('goes to the oldest where its row is not kept any more; what is open stays open', () => {
    expect(chosenExchange(withExchanges(marked(all.slice(0, 3), 2), all.slice(1)))).toBe(all[1]);
    expect(chosenExchange(withExchanges(marked(all.slice(0, 3), 2, { overlay: 'exchange' }), all.slice(1)))).toBe(all[0]);
  });

  it('stays also among the rows that a filter leaves', () => {
    const before = marked(all.slice(0, 2), 0, { filter: 'get' });
    const after = withExchanges(before, all);
    expect(chosenExchange(after)).toBe(all[0]);
    expect(exchangeRows(after)).toHaveLength(2);
  });
});

describe('the line that does the same by hand', () => {
  const sender = { simulated: false, cluster: 'glocluster', folder: '/home/ada/.config/rank0/clusters/public/glocluster' };

  it('is one that the shell takes apart into what was sent, and az knows all of it', () => {
    const { ring, rest } = fakeTraffic();
    const body = `{"text":"it's \\"so\\" $HOME \`id\` \\\\ é"}`;
    rest('PUT', `${group}/x?api-version=1&%24filter=a eq 'b'`, { body, headers: {} });
    const words = parse(handLine(ring.all()[0] as ExchangeView, sender)).map((word) => (typeof word === 'string' ? word : JSON.stringify(word)));
    expect(words).toEqual(['az', 'rest', '--method', 'put', '--url', expect.stringMatching(/%24filter=a%20eq%20%27b%27$/), '--body', body]);
    expect(azComplaints(words.slice(1))).toEqual([]);
    for (const one of fakeExchanges()) {
      if (one.kind === 'rest') expect(azComplaints((parse(handLine(one, sender)) as string[]).slice(1)), one.title).toEqual([]);
    }
  });

  it('sends the conditions of a write along', () => {
    const { ring } = fakeTraffic();
    ring.arm({ method: 'PUT', url: `${group}/x`, headers: { 'If-None-Match': '*' } }, 0)({ response: { status: 201, headers: {}, body: '' }, ms: 1 });
    expect(handLine(ring.all()[0] as ExchangeView, sender)).toContain(" --headers 'if-none-match=*'");
  });

  it("is the system's ssh with the cluster's own configuration where the nodes are real", () => {
    const { ring, command } = fakeTraffic();
    command('glocluster1', 'uname -n; echo "$HOME"');
    command('glocluster1', 'tar x', { stdin: Buffer.from([0, 1]) });
    const [line = '', binary = ''] = ring.all().map((one) => handLine(one, sender));
    expect(line).toBe(`ssh -F /home/ada/.config/rank0/clusters/public/glocluster/ssh_config glocluster1 'uname -n; echo "$HOME"'`);
    expect(binary).toMatch(/'tar x' < INPUT$/);
  });
});
