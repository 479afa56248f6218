import { autostopInAzure } from '../../stages/autostop-seen.ts';
import { lookAtNodes } from '../../stages/look-at-nodes.ts';
import { asSeen } from '../../stages/spent.ts';
import { type NodeLive, spentSoFar } from '../../stages/your-cluster.ts';
import { clusterAndNode, type KnownCluster } from '../cluster-choice.ts';
import { mayExist } from '../gather.ts';
import { openRemembered } from '../remembered.ts';
import { closedNote, silenceOf } from '../../stages/silence.ts';
import { autostopWords } from '../autostop-text.ts';
import { billedWords } from '../power-text.ts';
import { sharedSummary } from '../shared-text.ts';
import { summaryOf } from '../summary.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Autostop } from '../../state/autostop.ts';
import { perHourNow, roundedDollars } from '../../state/money.ts';
import { usageError } from '../../state/problem.ts';
import { dollars, few, withColon } from '../../state/words.ts';
import { readSession } from '../../state/store.ts';

/** How often `--watch` looks, in milliseconds of the world. */
const watchEvery = 5_000;

/** How long what was found of the rule for port 22 counts, in milliseconds of real time. */
const askAfter = 60_000;

/** `rank0 status [NAME] [NODE]`: what exists, its state and its cost; asks Azure and the nodes, changes nothing. */
export async function status(around: Surroundings): Promise<number> {
  const { words, home, output, signal } = around;
  const { cluster, node } = clusterAndNode(home, words.names, words.choices.cloud);
  const open = await openRemembered(around, cluster);
  let silence = silenceOf(open);
  let asked = 0;
  try {
    if (node !== undefined && !open.names.includes(node)) {
      throw usageError('node-unknown', `no node of ${cluster.name} is called ${node}`, `Its nodes: ${open.names.join(', ')}.`);
    }
    for (;;) {
      const session = readSession(cluster.folder, cluster.name) ?? cluster.session;
      const now: KnownCluster = { ...cluster, session };
      const all = !mayExist(now) ? [] : await lookAtNodes({ azure: open.azure, nodes: open.nodes, session, names: open.names, choices: open.choices }, signal);
      const nodes = all.filter((one) => node === undefined || one.name === node);
      const clock = open.world.clock.now();
      const seen = asSeen(session, all, clock);
      const spent = spentSoFar(seen, open.world);
      const autostop = mayExist(now) ? await autostopInAzure(open, seen, signal) : undefined;
      const money = { spent, perHourNow: perHourNow(seen), autostop, now: clock };
      const outdated = nodes.filter((one) => one.outdated).map(({ name }) => name);
      const silent = nodes.some(({ power, ssh }) => power === 'running' && ssh.state === 'unreachable');
      if (silent && performance.now() - asked > askAfter) {
        silence = silenceOf(open);
        asked = performance.now();
      }
      const door = silent ? await silence.door(signal) : undefined;
      output.object({
        ...summaryOf(now),
        state: standingOf(now, all),
        nodes: nodes.map(asAnswer),
        outdated,
        billedOff: nodes.filter(({ power }) => power === 'stopped').map(({ name }) => name),
        ...(door ? { port22: { openTo: door.openTo ?? null, youComeFrom: door.youComeFrom ?? null, letsYouIn: door.letsYouIn ?? null } } : {}),
        ...sharedIn(session),
        spent: roundedDollars(spent),
        pricePerHourNow: money.perHourNow,
        autostop: autostop ? { at: withColon(autostop.at), timeZone: autostop.place, windowsTimeZone: autostop.zone, nodes: autostop.nodes } : null,
      });
      if (!output.json)
        output.say([statusText(now, nodes, { ...money, state: standingOf(now, all) }), closedNote(door, open) ?? ''].filter((text) => text !== '').join('\n'));
      if (!words.flags.watch) return 0;
      await open.world.clock.sleep(watchEvery, signal);
    }
  } finally {
    await open.close();
  }
}

/** What the nodes share, where that is known: as it was last made or taken away. */
const sharedIn = (session: KnownCluster['session']): object => (session.choices ? { sharedFiles: sharedSummary({ session, choices: session.choices }) } : {});

/** What the cluster is, by what was observed of its machines. */
export function standingOf(cluster: KnownCluster, nodes: readonly NodeLive[]): string {
  const there = nodes.filter((node) => node.provisioning !== 'absent');
  if (there.length === 0) {
    if (summaryOf(cluster).state !== 'ready') return summaryOf(cluster).state;
    return cluster.session.choices?.count === 0 ? 'empty' : 'gone';
  }
  if (there.every((node) => node.power === 'deallocated' || node.power === 'stopped')) return 'stopped';
  return summaryOf(cluster).state;
}

/** A node as design 4 gives it: every key is there, `null` where it is not known. */
const asAnswer = ({ name, role, privateAddress, publicAddress, power, provisioning, cloudInit, ssh, load, memory }: NodeLive): object => ({
  name,
  role,
  privateAddress: privateAddress ?? null,
  publicAddress: publicAddress ?? null,
  power,
  provisioning,
  cloudInit,
  ssh,
  load: load ?? null,
  memory: memory ?? null,
});

/** What is said of the cluster as a whole: its state, the money so far and an hour as the nodes were seen, and the hard stop that is set. */
export interface StatusSums {
  readonly state: string;
  readonly spent: number;
  readonly perHourNow?: number;
  readonly autostop?: Autostop | undefined;
  /** Milliseconds on the world's clock. */
  readonly now?: number;
}

/** What `rank0 status` prints for eyes. */
export function statusText(cluster: KnownCluster, nodes: readonly NodeLive[], { state, spent, perHourNow: rate, autostop, now = 0 }: StatusSums): string {
  const summary = summaryOf(cluster);
  const full = summary.pricePerHour === null ? 'price not known' : `${dollars(summary.pricePerHour)}/h`;
  // By what was seen of the machines: deallocated ones cost their disks and addresses alone.
  const price = rate !== undefined && summary.pricePerHour !== null && rate < summary.pricePerHour ? `${dollars(rate)}/h now, ${full} with all running` : full;
  const head = `${cluster.name} · ${summary.location} · ${summary.cloud === 'practice' ? 'practice cloud (simulated)' : summary.cloud} · ${state} · ${price} · spent ${dollars(spent)}`;
  const rows = nodes.map((node) => [
    node.name,
    node.role === 'head' ? 'head' : '',
    node.power,
    `cloud-init ${node.progress ?? node.cloudInit}`,
    `ssh ${node.ssh.state}${node.ssh.ms === undefined ? '' : ` ${Math.round(node.ssh.ms)} ms`}`,
    node.privateAddress ?? '',
    node.publicAddress ?? '',
    node.load === undefined ? '' : `load ${node.load.toFixed(2)}`,
    node.memory === undefined ? '' : `${node.memory.usedMB} of ${node.memory.totalMB} MB`,
  ]);
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const billed = nodes.filter(({ power }) => power === 'stopped').map((one) => one.name);
  const off = nodes.filter(({ power }) => power === 'deallocated');
  const old = nodes.filter(({ outdated }) => outdated).map(({ name }) => name);
  return [
    head,
    ...rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()),
    ...(autostop ? [`note: Azure stops the nodes at ${autostopWords(autostop, now)}. Take it away: rank0 autostop ${cluster.name} off`] : []),
    ...(billed.length > 0
      ? [`note: ${billedWords(billed)} Start: rank0 start ${cluster.name}    stop all, and pay for disks and addresses alone: rank0 stop ${cluster.name}`]
      : []),
    ...(off.length > 0 && billed.length === 0
      ? [
          `note: deallocated: ${
            off.length === nodes.length
              ? 'all nodes'
              : few(
                  off.map((one) => one.name),
                  6,
                )
          }. Disks and addresses cost on. rank0 start ${cluster.name} starts what is off.`,
        ]
      : []),
    ...(old.length > 0 ? [`note: not of the latest model of the scale set: ${old.join(', ')}. rank0 scale ${cluster.name} --update brings them to it.`] : []),
  ].join('\n');
}
