import { listSubscriptions } from '../../azure/accounts.ts';
import { standingCluster } from '../../azure/adoption.ts';
import type { StandingCluster } from '../../azure/standing-cluster.ts';
import { openAzure } from '../../azure/azure.ts';
import type { OwnKey } from '../../remote/own-keys.ts';
import { type Finding, type FindingKind, mendable, mendedByAll } from '../../stages/adopt-finding.ts';
import { adoptedChoices, checkAdoptable } from '../../stages/adopt.ts';
import { subscriptionOf } from '../../stages/sign-in.ts';
import { openWalk, type Walk } from '../../stages/walk.ts';
import { usageError } from '../../state/problem.ts';
import { remembered } from '../adopt-remembered.ts';
import { adoptText, findingsText } from '../adopt-text.ts';
import { agreesTo, ask, canAsk } from '../ask.ts';
import { openCommandWorld } from '../command-world.ts';
import { endOf, notDone } from '../finish.ts';
import { givenBy } from '../gather.ts';
import { ownPrivateKeys } from '../own-private-keys.ts';
import type { Surroundings } from '../surroundings.ts';

const means = '`adopt` tags the resources of the cluster and puts a key on its nodes.';

/** `rank0 adopt GROUP [--mend …]`: finds the cluster, asks once, takes it over, says what is wrong with it and mends what it is told to. */
export async function adopt(around: Surroundings): Promise<number> {
  const { words, home, env, output, signal } = around;
  const [group = ''] = words.names;
  const given = givenBy(words);
  const kinds = mendings(words.flags.mend);
  if (!words.flags.yes && !canAsk(around)) {
    throw usageError('not-answered', '--yes is needed: there is no terminal to ask on', means, [
      { label: 'Adopt without asking', command: `rank0 adopt ${group} --yes` },
    ]);
  }
  const cloud = given.cloud ?? 'public';
  const ownKeys = ownPrivateKeys({ cloud, home, env, named: words.choices.sshKey });
  const world = await openCommandWorld(around, cloud, given.tenant);
  try {
    const subscription = subscriptionOf(await listSubscriptions(world, signal), given.subscription);
    const standing = await standingCluster(openAzure(world, subscription.id), group, given.name, signal);
    const before = remembered(home, world, standing, subscription.id);
    if (!before) {
      checkAdoptable(standing);
      output.say(adoptText(standing, world.simulated));
      if (!(await agreesTo(around, 'Adopt it?', means))) {
        output.say('Nothing was changed.');
        return 0;
      }
    }
    const tenant = given.tenant ?? subscription.tenantId;
    const choices =
      before?.session.choices ?? adoptedChoices(standing, { cloud: world.cloud, subscription: subscription.id, ...(tenant === undefined ? {} : { tenant }) });
    const walk = openWalk({ home, world, choices, command: ['rank0', words.command].join(' ') });
    try {
      walk.subscribe(output.event);
      return await adopted(around, walk, { standing, ownKeys, group, kinds }, signal);
    } finally {
      await walk.close();
    }
  } finally {
    await world.close();
  }
}

interface Request {
  readonly standing: StandingCluster;
  readonly ownKeys: readonly OwnKey[];
  readonly group: string;
  readonly kinds: readonly (FindingKind | 'all')[] | undefined;
}

async function adopted(around: Surroundings, walk: Walk, { standing, ownKeys, group, kinds }: Request, signal: AbortSignal): Promise<number> {
  const { output } = around;
  const { name } = walk.choices;
  const line = `rank0 adopt ${group}${walk.choices.cloud === 'public' ? '' : ` --cloud ${walk.choices.cloud}`}`;
  if (walk.session.adopted?.done !== true) {
    const outcome = await walk.adopting.carryOut({ standing, ownKeys }, signal);
    const bad = notDone(outcome, name, output, line);
    walk.end(endOf(outcome));
    if (bad !== null) return bad;
  }
  const findings = await walk.adopting.look(ownKeys, signal);
  const unfinished = walk.adopting.unfinished();
  const wanted = withAll(kinds ?? (await chosen(around, line, findings)), findings);
  // One that was cut off is ended in any case: nodes may be off, or without an address, in the middle of it.
  const mending = mendable.filter((kind) => unfinished.includes(kind) || (wanted.includes(kind) && findings.some((one) => one.kind === kind && one.mendable)));
  if (mending.length > 0) {
    if (mending.includes('private-key'))
      output.say('Replace that key first, everywhere it is accepted: what lay on a machine in the cloud is exposed, also after it was taken off.');
    const outcome = await walk.adopting.mend(mending, signal);
    const bad = notDone(outcome, name, output, `${line} --mend ${mending.join(',')}`);
    walk.end(endOf(outcome));
    if (bad !== null) return bad;
  }
  const left = mending.length > 0 ? await walk.adopting.look(ownKeys, signal) : findings;
  const { session, choices, world } = walk;
  output.object({
    result: 'adopted',
    cluster: name,
    cloud: choices.cloud,
    simulated: world.simulated,
    resourceGroup: choices.resourceGroup,
    network: choices.network,
    head: session.nodes.find(({ role }) => role === 'head')?.name ?? null,
    nodes: session.nodes.map(({ name: node, role, privateAddress, publicAddress }) => ({
      name: node,
      role,
      privateAddress,
      publicAddress: publicAddress ?? null,
    })),
    pricePerHour: session.price?.perHour ?? null,
    mended: mending,
    findings: left.map(({ kind, is, title, about, mendable: can, asks }) => ({ finding: kind, is, title, about, mendable: can, asks: asks ?? null })),
    leftAlone: standing.others.map(({ id }) => id),
  });
  output.say(`${name} is adopted${world.simulated ? ' (simulated)' : ''}${mending.length > 0 ? `; mended: ${mending.join(', ')}` : ''}.`);
  output.say(findingsText(line, left));
  output.say(`  look at it: rank0 status ${name}    log in: rank0 ssh ${name}    delete it: rank0 down ${name}`);
  return 0;
}

/** Asked where somebody is there; with --yes nothing is mended that was not named. */
async function chosen(around: Surroundings, line: string, findings: readonly Finding[]): Promise<readonly (FindingKind | 'all')[]> {
  const able = findings.filter((one) => one.mendable).map(({ kind }) => kind);
  const safe = mendedByAll(findings);
  if (able.length === 0 || around.words.flags.yes || !canAsk(around)) return [];
  around.output.say(findingsText(line, findings));
  const answer = await ask(around, `Mend which? [${able.join(', ')}, ${safe.length > 0 ? `all (${safe.join(', ')}), ` : ''}none] `, { flag: '--mend', means });
  if (/^(none|no|n)?$/i.test(answer)) return [];
  return mendings(answer.replace(/\s+/g, ',')) ?? [];
}

const withAll = (named: readonly (FindingKind | 'all')[], findings: readonly Finding[]): readonly (FindingKind | 'all')[] =>
  named.includes('all') ? [...named, ...mendedByAll(findings)] : named;

/** @throws ProblemError exit code 2 for a name that nothing is called, or that rank0 does not mend. */
function mendings(text: string | undefined): readonly (FindingKind | 'all')[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(',').filter((name) => name !== '');
  const bad = names.find((name) => name !== 'all' && !(mendable as readonly string[]).includes(name));
  if (bad === undefined && names.length > 0) return names as (FindingKind | 'all')[];
  throw usageError(
    'mend-unknown',
    `--mend ${text}: ${bad === undefined ? 'nothing is named' : `rank0 does not mend '${bad}'`}`,
    `Allowed: all, ${mendable.join(', ')}.`,
  );
}
