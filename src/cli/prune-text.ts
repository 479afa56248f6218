import type { PrunePlan } from '../stages/prune-walk.ts';
import type { Choices } from '../state/choices.ts';
import type { Session } from '../state/session.ts';
import { dollars, few } from '../state/words.ts';

/** How many names are listed. */
const most = 6;

/** What pruning or restoring comes to, for eyes, before it is asked for: who loses what, what it costs then. */
export function pruneText(choices: Choices, session: Session, plan: PrunePlan, simulated: boolean): string {
  const before = session.price === undefined ? '' : `, now ${dollars(session.price.perHour)}`;
  return [
    ...(plan.restore ? restoring(plan, simulated) : pruning(choices, plan, simulated)),
    `${dollars(plan.price.perHour)} an hour then, ${dollars(plan.price.perHour * 24)} a day${before} (${plan.price.source})`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function pruning({ name, location, network }: Choices, plan: PrunePlan, simulated: boolean): string[] {
  const { nodes, head, already, natGateway, gatewayPerHour, stopped } = plan;
  const cost = `${dollars(gatewayPerHour)} an hour and about 0.045 $ for each GB that goes through`;
  return [
    `${simulated ? 'Simulated. ' : ''}${nodes.length > 0 ? `These lose their public address: ${few(nodes, most)}.` : 'No address is left to be taken away.'} ${head} keeps its own: it is the way in.`,
    already.length > 0 && nodes.length > 0 ? `Without one already: ${few(already, most)}.` : '',
    'Afterwards rank0 reaches them through the head by itself: status, run, ssh, everything. If the head is off, so is the way to all of them.',
    natGateway
      ? `A NAT gateway is their way out to the internet: ${cost}.`
      : `What is lost: their way out. apt-get, curl and downloads fail there from then on${network === 'infiniband' ? ', on a scale set as well, as its load balancer has no rule' : ''}. Azure storage in ${location} is still reached.`,
    natGateway ? '' : `A NAT gateway gives the way out back, before or after, for ${cost}: rank0 prune ${name} --nat-gateway`,
    `It can be undone: rank0 prune ${name} --restore. The addresses are new ones then.`,
    network === 'infiniband' && nodes.length > 0
      ? `${head} stays on the earlier model of the scale set on purpose: brought to the new one it would lose its address too.`
      : '',
    stopped.length > 0 ? `Not running, so nothing is tried on them: ${few(stopped, most)}.` : '',
  ];
}

function restoring({ nodes, natGateway, gatewayThere }: PrunePlan, simulated: boolean): string[] {
  return [
    `${simulated ? 'Simulated. ' : ''}${nodes.length > 0 ? `These get a public address again: ${few(nodes, most)}. It is another one than before.` : 'Every node has a public address.'}`,
    'Port 22 is open to the same source as ever, and the nodes reach the internet by themselves.',
    gatewayThere && !natGateway ? 'The NAT gateway is deleted: nothing needs it any more.' : '',
  ];
}
