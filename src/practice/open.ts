import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { ArmTransport, Credential, World } from '../engine/world.ts';
import { usageError } from '../state/problem.ts';
import { type Arm, createArm } from './arm/arm.ts';
import { inFlightUntil } from './in-flight.ts';
import { answerBlob } from './arm/storage/mounting.ts';
import { offByItself } from './arm/from-inside.ts';
import type { AskBlob } from './blob.ts';
import { type PracticeClock, practiceClock } from './clock.ts';
import { dialPractice } from './dial.ts';
import { atLaunch, atMount, beginDrill, drillNamed, drillWaits, endDrill, laptopOf } from './drills.ts';
import { fetchSimulated } from './internet.ts';
import type { Fault } from './faults.ts';
import type { Machines } from './machines.ts';
import type { PracticeMachinesOptions } from './nodes/machines.ts';
import { enterWorld, timeAfterClosed } from './presence.ts';
import { quotasOf } from './quota.ts';
import { subscriptionId, type WorldState } from './state.ts';
import { openWorldStore, type WorldStore } from './store.ts';

export { resetPractice } from './store.ts';
export { drills } from './drills.ts';

/** The simulated Azure, with nodes to log in to. */
export interface PracticeCloud {
  readonly send: ArmTransport;
  readonly download: World['download'];
  readonly fetchFile: World['fetchFile'];
  readonly credential: Credential;
  readonly dial: World['dial'];
  readonly clock: PracticeClock;
  readonly callerAddress: () => Promise<string>;
  readonly subscriptionId: string;
  /** Moves the world's clock on. What falls due meanwhile has happened. */
  advance(milliseconds: number): void;
  /** Lets failures wait for their requests. */
  inject(faults: readonly Fault[]): void;
  /** Changes the world as no request can: what was made before Azure forbade it. */
  alter(change: (state: WorldState) => void): void;
  close(): Promise<void>;
}

/** Machines that can be connected to. */
export interface ReachableMachines extends Machines {
  /** TCP to the machine's sshd; rejects ECONNREFUSED while it is not up. */
  connect(vmId: string, from: { readonly address: string }): Promise<Duplex>;
  close(): Promise<void>;
}

export interface PracticeOptions {
  /** Where the world is kept: one for all programs. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** A failure to practise on, by its name. */
  readonly drill?: string;
  /** What the machines are made of; the practice cloud's own nodes where nothing is given. */
  readonly machines?: (options: { folder: string; clock: PracticeClock }) => ReachableMachines;
}

/** Addresses reserved for documentation. */
const addressPools = ['203.0.113.0/24', '192.0.2.0/24'];

const token = 'simulated';

/**
 * Opens the practice world, or makes it. Other programs may have it open too.
 * @throws ProblemError exit code 2 for settings that cannot be, 1 where the folder cannot be written.
 */
export async function openPractice({ folder, env, drill, machines: given }: PracticeOptions): Promise<PracticeCloud> {
  const quotas = quotasOf(env['RANK0_PRACTICE_QUOTA']);
  const speed = speedOf(env['RANK0_PRACTICE_SPEED']);
  const wanted = drill === undefined ? undefined : drillNamed(drill);
  const store = openWorldStore(folder);
  const presence = enterWorld(folder);
  const clock = openClock(store, speed, presence);
  const machines = given
    ? given({ folder, clock })
    : await practiceNodes(
        folder,
        clock,
        (question) => arm.look((state, now) => answerBlob(state, question, now)),
        async (vmId) => {
          let forget: string | undefined;
          if (arm.look((state) => state.drill?.atLaunch === undefined)) return undefined;
          arm.change((state, now) => {
            forget = atLaunch(state, vmId, now);
          });
          await arm.settled();
          return forget === undefined ? undefined : { forget };
        },
        async () => {
          if (arm.look((state) => state.drill?.atMount === undefined)) return undefined;
          let line: string | undefined;
          arm.change((state) => {
            line = atMount(state);
          });
          return line;
        },
        async (vmId, at) => {
          arm.change((state) => offByItself(state, vmId, at));
          await arm.settled();
        },
      );
  const arm: Arm = createArm({
    store,
    clock,
    machines,
    setup: { endpoint: 'https://management.azure.com', quotas, addressPools, scale: 1 },
    token,
    busy: clock.busy,
    keepTime: () => takeOver(store, clock),
  });
  const pulse = setInterval(() => {
    presence.pulse();
    takeOver(store, clock);
  }, 1000).unref();
  if (wanted) arm.change((state, now) => beginDrill(state, wanted, now));
  arm.look(() => undefined);
  return {
    send: arm.send,
    download: (url) => arm.download(url),
    fetchFile: fetchSimulated,
    credential: { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3600_000 }) },
    dial: dialPractice(arm, machines, clock),
    clock,
    callerAddress: async () => arm.look(laptopOf).address,
    subscriptionId,
    advance: (milliseconds) => {
      const now = clock.anchor();
      const moved = { ...now, sim: now.sim + milliseconds };
      arm.change(() => store.saveAnchor(moved));
      clock.sync(moved);
      arm.look(() => undefined);
    },
    inject: (faults) => arm.change((state) => state.faults.push(...faults.map((fault) => ({ ...fault })))),
    alter: (change) => arm.change((state) => change(state)),
    close: async () => {
      clearInterval(pulse);
      await arm.settled();
      await machines.close();
      clock.close();
      presence.pulse();
      presence.leave();
    },
  };
}

async function practiceNodes(
  folder: string,
  clock: PracticeClock,
  ask: AskBlob,
  launching: NonNullable<PracticeMachinesOptions['launching']>,
  mounting: NonNullable<PracticeMachinesOptions['mounting']>,
  goingOff: NonNullable<PracticeMachinesOptions['goingOff']>,
): Promise<ReachableMachines> {
  const [{ openPracticeMachines }, { blobServer }] = await Promise.all([import('./nodes/machines.ts'), import('./nodes/blob/blob-server.ts')]);
  const servers = [blobServer({ folder: join(folder, 'containers'), ask })];
  return openPracticeMachines({ folder: join(folder, 'nodes'), clock, servers, launching, mounting, goingOff });
}

/** The time and speed that the programs have together. */
function takeOver(store: WorldStore, clock: PracticeClock): void {
  const other = store.readAnchor();
  if (other) clock.sync(other);
}

/** The clock where it stands now: after a while with no program open, after another speed. */
function openClock(store: WorldStore, speed: number | undefined, presence: { readonly others: boolean; readonly lastAlive?: number }): PracticeClock {
  const anchor = store.change((state) => {
    const real = Date.now();
    const before = store.readAnchor() ?? { sim: real, real, speed: speed ?? 60 };
    const awake = presence.others ? before : timeAfterClosed(before, inFlightUntil(state), presence.lastAlive ?? real, real);
    const running = awake.speed === 0 ? awake.sim : awake.sim + (real - awake.real) * awake.speed;
    const now = { sim: running, real, speed: speed ?? awake.speed };
    store.saveAnchor(now);
    return { changed: false, value: now };
  });
  return practiceClock(anchor, {
    afterGap: (before, real) => {
      const awake = timeAfterClosed(before, inFlightUntil(store.look()), before.real, real);
      store.saveAnchor(awake);
      return awake;
    },
    onJump: (to) => {
      if (to.sim > (store.readAnchor()?.sim ?? 0)) store.saveAnchor(to);
    },
  });
}

/** What is being practised in a world, as a program finds it that does not have it open. */
export interface DrillFound {
  readonly name: string;
  /** Its failure is still to come. */
  readonly waits: boolean;
  /** When it ends by itself, in milliseconds of the world. */
  readonly until?: number;
}

/** The drill in the world of that folder; undefined where nothing is being practised. */
export function drillIn(folder: string): DrillFound | undefined {
  const state = openWorldStore(folder).look();
  if (!state.drill) return undefined;
  const { name, until } = state.drill;
  return { name, waits: drillWaits(state), ...(until === undefined ? {} : { until }) };
}

/** Ends the drill in the world of that folder: nothing of it is left to happen. */
export function endDrillIn(folder: string): void {
  const store = openWorldStore(folder);
  const now = store.readAnchor()?.sim ?? Date.now();
  store.change((state) => {
    const changed = state.drill !== undefined;
    if (changed) endDrill(state, now);
    return { changed, value: undefined };
  });
}

/** Moves the clock of the world in that folder on, for the programs that have it open. */
export function passTimeIn(folder: string, milliseconds: number): void {
  const store = openWorldStore(folder);
  const now = store.readAnchor();
  if (now) store.saveAnchor({ ...now, sim: now.sim + milliseconds });
}

/** Seconds of the world in a second; undefined where nothing is said: then the world's own holds. */
function speedOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const speed = Number(text);
  if (Number.isFinite(speed) && speed >= 0) return speed;
  throw usageError(
    'practice-speed',
    `RANK0_PRACTICE_SPEED: '${text}' is not a number of 0 or more`,
    'How many seconds pass in the practice cloud in one real second; 0 jumps to the next event. 60 is usual.',
  );
}
