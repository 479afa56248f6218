import { setTimeout as pause } from 'node:timers/promises';
import type { OpenCloud, WizardServices, WizardWalk } from '../src/cli/wizard/services.ts';
import { runWizard } from '../src/cli/wizard/run-wizard.ts';
import { keepHeapSmall } from '../src/cli/wizard/small-heap.ts';
import { standardChoices } from '../src/stages/choices.ts';
import type { NodeLive } from '../src/stages/your-cluster.ts';
import type { JournalEvent, TaskEvent } from '../src/state/events.ts';
import { terminalOf } from '../src/terminal/terminal.ts';
import { liveOf } from '../test/support/fake-records.ts';
import { fakeServices } from '../test/support/fake-wizard.ts';

// The wizard on in-memory services: a stage that goes on for ever, with news of a tenth of the nodes four times a second.
const { argv, env, stdin, stdout, stderr } = process;
const count = Number(argv[2]);
const packages = ['clustershell', 'nfs-common', 'openmpi-bin', 'libopenmpi-dev', 'build-essential'];

/** Every tenth node, another tenth at each tick. */
const tenth = (names: readonly string[], tick: number): readonly string[] => names.filter((_, index) => index % 10 === tick % 10);

function busy(walk: WizardWalk): WizardWalk {
  const names = Array.from({ length: walk.choices.count }, (_, index) => `${walk.choices.name}${index}`);
  const listeners = new Set<(event: JournalEvent) => void>();
  let tick = 0;
  const tell = (event: Omit<TaskEvent, 'type' | 'time' | 'cluster'>): void => {
    const whole = { type: 'task', time: new Date().toISOString(), cluster: walk.choices.name, ...event } as const;
    for (const listener of listeners) listener(whole);
  };
  const say = (name: string, waitingFor: string): void =>
    tell({ stage: 'log-in', task: `cloud-init/${name}`, title: `cloud-init on ${name}`, node: name, state: 'making', usualSeconds: [60, 240], waitingFor });
  const live = async (signal: AbortSignal, told: (node: NodeLive) => void = () => {}): Promise<readonly NodeLive[]> => {
    const all = names.map(
      (name, index): NodeLive => ({ ...liveOf(name, index), cloudInit: 'running', progress: `installing ${packages[tick % 5]}, ${(tick % 5) + 1} of 5` }),
    );
    for (let turn = 0; turn < 14 && !signal.aborted; turn += 1) {
      await pause(250);
      for (const [index, one] of all.entries())
        if (index % 10 === turn % 10) told({ ...one, load: Math.random(), ssh: { state: 'ok', ms: 20 + Math.random() * 30 } });
    }
    return all;
  };
  const run: WizardWalk['run'] = async (stages, signal, how) => {
    if (stages.includes('plan')) return walk.run(stages, signal, how);
    // What came before is told and not acted out: it is not what is measured.
    if (!stages.includes('log-in')) {
      for (const stage of stages) for (const { id, title } of walk.tasks(stage)) tell({ stage, task: id, title, state: 'done', spentSeconds: 3 });
      return { result: 'done' };
    }
    for (const name of names) say(name, 'the first package');
    while (!signal.aborted) {
      await pause(250);
      tick += 1;
      for (const name of tenth(names, tick)) say(name, `installing ${packages[tick % 5]}, ${(tick % 5) + 1} of 5`);
    }
    return { result: 'interrupted' };
  };
  return Object.assign(Object.create(Object.getPrototypeOf(walk)) as WizardWalk, Object.defineProperties({}, Object.getOwnPropertyDescriptors(walk)), {
    live,
    run,
    subscribe: (listener: (event: JournalEvent) => void) => {
      listeners.add(listener);
      const end = walk.subscribe(listener);
      return () => {
        listeners.delete(listener);
        end();
      };
    },
  });
}

const services = fakeServices({ pace: 0 });
const withBusyWalks = (cloud: OpenCloud): OpenCloud => ({ ...cloud, now: () => Date.now(), begin: (choices) => busy(cloud.begin({ ...choices, count })) });
const all: WizardServices = {
  ...services,
  open: async (request) => {
    // As the real services do: what is measured holds the SDKs and the SSH client, too.
    keepHeapSmall({ simulated: false });
    await Promise.all([import('../src/cli/wizard/real-cloud.ts'), import('../src/azure/identity.ts')]);
    return withBusyWalks(await services.open(request));
  },
};

process.exitCode = await runWizard(all, terminalOf({ stdin, stdout, env }), {
  streams: { stdin, stdout, stderr },
  given: {},
  standard: { ...standardChoices, adminUsername: 'ada' },
  signal: new AbortController().signal,
});
