import type { PowerPlan } from '../stages/power-walk.ts';
import type { Choices } from '../state/choices.ts';
import { dollars, few } from '../state/words.ts';

/** How many names are listed. */
const most = 6;

/** What stopping or starting comes to, for eyes, before it is asked for. */
export function powerText(choices: Choices, plan: PowerPlan, simulated: boolean): string {
  return [...(plan.way === 'stop' ? stopping(choices, plan, simulated) : starting(choices, plan, simulated))].filter((line) => line !== '').join('\n');
}

function stopping({ name, network }: Choices, { changing, billedOff, busy, nodes, costs, perHour }: PowerPlan, simulated: boolean): string[] {
  return [
    `${simulated ? 'Simulated. ' : ''}${changing.length > 0 ? `These are deallocated: ${few(changing, most)}.` : `All ${nodes.length} are deallocated.`} Their disks stay, with all that is on them; so do their addresses and their quota.`,
    billedOff.length > 0 ? `${billedWords(billedOff)} Deallocating ends that.` : '',
    ...busy.map(
      ({ node, load, programs }) => `At work now, and cut off by it: ${node}, load ${load.toFixed(2)}${programs.length > 0 ? `: ${few(programs, most)}` : ''}.`,
    ),
    network === 'infiniband'
      ? `The scale set keeps its count; its instances are deallocated together. rank0 scale ${name} 0 would free the quota too, but deletes all disks with what is on them.`
      : '',
    'In memory nothing is kept, and /tmp and the local temporary disk (/mnt) are empty afterwards. Azure keeps no room for them: a start may find none.',
    perHour ? `What it costs an hour, in dollars (a whole day stopped: ${dollars(perHour.deallocated * 24)}):` : '',
    ...costTable(costs, perHour),
  ];
}

function starting({ name }: Choices, { changing, billedOff, perHour }: PowerPlan, simulated: boolean): string[] {
  return [
    `${simulated ? 'Simulated. ' : ''}${changing.length > 0 ? `These start: ${few(changing, most)}.` : `All nodes of ${name} run; what follows a start is checked.`}`,
    billedOff.length > 0 ? billedWords(billedOff) : '',
    'Then it is checked: addresses, host keys, logins, SSH among the nodes, clocks, and /scratch where there is one.',
    perHour ? `It costs ${dollars(perHour.running)} an hour with all of them running, and ${dollars(perHour.deallocated)} with all deallocated.` : '',
  ];
}

/** Nodes that are off and billed, in a sentence. */
export const billedWords = (names: readonly string[]): string =>
  `Off, but billed as if ${names.length === 1 ? 'it' : 'they'} ran: ${few(names, most)}. Shut down from inside or powered off, ${names.length === 1 ? 'it keeps its' : 'they keep their'} hardware.`;

/** What goes on costing while stopped, as a table. */
function costTable(costs: PowerPlan['costs'], perHour: PowerPlan['perHour']): string[] {
  if (!perHour || costs.length === 0) return [];
  const figure = (amount: number): string => amount.toFixed(4);
  const rows = [
    ['', 'running', 'off from inside', 'stopped'],
    ...costs.map(({ what, count, running, stopped, deallocated }) => [`${count} x ${what}`, figure(running), figure(stopped), figure(deallocated)]),
    ['together', figure(perHour.running), figure(perHour.stopped), figure(perHour.deallocated)],
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')}`);
}
