import { nodeNames } from '../../screens/model/lists.ts';
import type { NodeLive } from '../../stages/your-cluster.ts';
import type { Core } from './core.ts';

/** Looks at the nodes again and again while it is on. */
export interface NodeWatch {
  start(): void;
  stop(): void;
}

/** Longest look, in milliseconds: an Azure that keeps one waiting gets a new question then. */
const longestLook = 30_000;
/** Milliseconds between two questions whether port 22 lets one in, while nodes are silent. */
const askEvery = 30_000;
/** Milliseconds between two changes of what is shown, however many nodes answer in between. */
const showEvery = 500;

/**
 * A look begins `every` milliseconds after the one before it began, whether that one is over or not. What a node answers is
 * shown when it comes, so one that is silent holds up nothing but itself.
 */
export function nodeWatch({ held, dispatch, state }: Core, every: number): NodeWatch {
  let on = false;
  /** Counts the beginnings: a look of an earlier one ends with it. */
  let watch = 0;
  let told = new Map<string, NodeLive>();
  let timer: NodeJS.Timeout | undefined;
  let shown = 0;
  let asked = Number.NEGATIVE_INFINITY;

  const show = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!on || told.size === 0) return;
    shown = performance.now();
    const before = new Map(state().live.map((node) => [node.name, node]));
    const live = nodeNames(state()).flatMap((name) => told.get(name) ?? before.get(name) ?? []);
    told = new Map();
    if (held.cloud) dispatch({ type: 'tick', worldNow: held.cloud.now(), spent: held.walk?.spent() ?? 0 });
    dispatch({ type: 'known', known: { live } });
    lookAtDoor(live);
  };
  /** Running nodes that are silent: whether port 22 is closed to the address that one comes from, asked once in a while. */
  const lookAtDoor = (live: readonly NodeLive[]): void => {
    const silent = live.some(({ power, ssh }) => power === 'running' && ssh.state === 'unreachable');
    if (!silent) {
      asked = Number.NEGATIVE_INFINITY;
      if (state().door) dispatch({ type: 'known', known: { door: undefined } });
      return;
    }
    const { walk } = held;
    if (!walk || performance.now() - asked < askEvery) return;
    asked = performance.now();
    walk.door(AbortSignal.timeout(longestLook)).then(
      (door) => {
        if (on && held.walk === walk) dispatch({ type: 'known', known: { door } });
      },
      // Azure cannot be asked now: then why they are silent is not known, and nothing is said of it.
      () => {},
    );
  };
  const tell = (node: NodeLive): void => {
    told.set(node.name, node);
    timer ??= setTimeout(show, Math.max(0, showEvery - (performance.now() - shown))).unref();
  };
  const again = async (mine: number): Promise<void> => {
    const { walk } = held;
    const over = (): boolean => !on || watch !== mine;
    if (over() || !walk) return;
    setTimeout(() => void again(mine), every).unref();
    const heard = new Set<string>();
    const hear = (node: NodeLive): void => {
      if (over() || heard.has(node.name)) return;
      heard.add(node.name);
      tell(node);
    };
    try {
      for (const node of await walk.live(AbortSignal.timeout(longestLook), hear)) hear(node);
    } catch {
      // What is shown stays as it was last seen; a failing stage tells why itself.
    }
    if (!over()) show();
  };
  return {
    start: () => {
      if (on) return;
      on = true;
      watch += 1;
      void again(watch);
    },
    stop: () => {
      on = false;
      clearTimeout(timer);
      timer = undefined;
      told = new Map();
    },
  };
}
