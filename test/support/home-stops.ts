import type { Intent } from '../../src/screens/model/actions.ts';
import type { WizardState } from '../../src/screens/model/state.ts';
import { offered } from '../../src/screens/model/offered.ts';
import { atStage } from '../unit/cli/wizard/support.ts';
import { allocation } from './fake-problems.ts';
import { at, making, type Otherwise, ready, type Stop, stop } from './stop.ts';

type Press = Intent['is'] | Intent;

/** A place that is reached from the last screen: what is pressed there, and what is seen before the next of it. */
const home = (name: string, options: Otherwise, ...steps: readonly (readonly Press[] | ((state: WizardState) => boolean))[]): Stop =>
  stop(name, options, async (to) => {
    await ready(to);
    for (const step of steps) {
      if (typeof step === 'function') await to.until(step);
      else to.press(...step);
    }
  });

const typed = (text: string): Intent => ({ is: 'edit', edit: { is: 'insert', text } });
const idle = (state: WizardState): boolean => state.running === undefined;
const scaleTo = (count: string): readonly (readonly Press[] | ((state: WizardState) => boolean))[] => [
  ['scale', typed(count), 'accept'],
  (state) => state.screen.at === 'scale-plan' && idle(state),
];
const lookedAt = (way: 'stop' | 'start') => (state: WizardState) => state.power?.way === way && idle(state);
const off = { power: 'deallocated' } as const;
const allOff = { glocluster0: off, glocluster1: off, glocluster2: off, glocluster3: off };
const fabric = { network: 'infiniband' } as const;

/** The stage that need not be was chosen on its offer. */
const chosenOffer = (name: string, stage: (typeof offered)[number], options: Otherwise, ...then: readonly ((state: WizardState) => boolean)[]): Stop =>
  stop(name, options, async (to) => {
    await to.enterUntil((state) => state.screen.at === 'offer' && state.screen.stage === stage);
    to.press({ is: 'move', by: 1 }, 'accept');
    await to.until(atStage(stage, 'explained'));
    for (const holds of then) {
      to.press('accept');
      await to.until(holds);
    }
  });

/** A task of each at which it is looked at while it runs. */
const heldOf = { benchmark: 'osu/build', 'shared-files': 'shared/verify', prune: 'prune/address/glocluster1' } as const;

const measured = [{ is: 'overlay', overlay: 'benchmark' }, 'measure'] as const;
const isMeasured = (state: WizardState): boolean => state.overlay === 'benchmark' && idle(state) && state.measurements.length === 1;
const shared = [{ is: 'offer', stage: 'shared-files' }, { is: 'move', by: 1 }, 'accept', 'accept'] as const;

/** What one may come to after hello: offers, another count, power, money, the ways in, and the end. */
export const homeStops: readonly Stop[] = [
  ...offered.flatMap((stage) => [
    stop(`offer ${stage}`, {}, (to) => to.enterUntil((state) => state.screen.at === 'offer' && state.screen.stage === stage)),
    home(`offer ${stage}, from the last screen`, {}, [{ is: 'offer', stage }]),
    chosenOffer(`${stage} explained`, stage, {}),
    chosenOffer(`${stage} running`, stage, { hold: heldOf[stage] }, making(heldOf[stage])),
    chosenOffer(`${stage} done`, stage, {}, atStage(stage, 'done')),
  ]),
  home(
    'unshare',
    {},
    shared,
    atStage('shared-files', 'done'),
    ['accept'],
    (state) => state.shared?.free !== undefined,
    [{ is: 'offer', stage: 'shared-files' }, { is: 'move', by: 2 }, 'accept'],
    (state) => state.screen.at === 'unshare' && idle(state),
  ),
  ...(['latency', 'table', 'pairs', 'verdict'] as const).map((page) =>
    home(
      `results, ${page}`,
      {},
      measured,
      isMeasured,
      Array.from(
        { length: ['latency', 'bandwidth', 'two-way', 'all', 'table', 'pairs', 'verdict'].indexOf(page) },
        () => ({ is: 'results-page', by: 1 }) as const,
      ),
    ),
  ),
  home('measuring again', { hold: 'osu/build', holdAfter: 1 }, measured, isMeasured, ['measure'], making('osu/build')),
  home('scale', {}, ['scale']),
  home('scale up', {}, ...scaleTo('6')),
  home('scale down', {}, ...scaleTo('2')),
  home('scale to nothing', fabric, ...scaleTo('0')),
  home('update nodes', { ...fabric, outdated: ['glocluster1', 'glocluster2'] }, ...scaleTo('4')),
  home('scaling', { hold: 'remove/instances' }, ...scaleTo('2'), ['accept'], making('remove/instances')),
  home('power, stop', {}, ['power'], lookedAt('stop')),
  home('power, start', { odd: allOff }, ['power'], lookedAt('start')),
  home('power, nothing to do', {}, ['power'], lookedAt('stop'), ['power'], lookedAt('start')),
  home('stopping', { hold: 'stop/glocluster1' }, ['power'], lookedAt('stop'), ['accept'], making('stop/glocluster1')),
  home('problem of a stop', { problems: { 'stop/glocluster1': allocation } }, ['power'], lookedAt('stop'), ['accept'], (state) => state.problem !== undefined),
  home('ready, all stopped', { odd: allOff }),
  home('ready, infiniband', fabric),
  home(
    'ready, port 22 closed',
    { door: { openTo: '198.51.100.24/32', youComeFrom: '203.0.113.9' }, shellEnd: { exitCode: 255, said: 'Connection timed out' } },
    ['shell'],
    (state) => state.door !== undefined,
  ),
  home('money', {}, ['money']),
  home('autostop', {}, ['autostop']),
  home('autostop looked at', {}, ['autostop', 'accept'], (state) => state.stopping !== undefined && idle(state)),
  home('autostop, nonsense', {}, ['autostop', typed('noon'), 'accept'], (state) => state.fieldProblem !== undefined && idle(state)),
  home('autostop of a scale set', fabric, ['autostop']),
  home(
    'setting the autostop',
    { hold: 'autostop/glocluster1' },
    ['autostop', 'accept'],
    (state) => state.stopping !== undefined && idle(state),
    ['accept'],
    making('autostop/glocluster1'),
  ),
  home('entry', {}, ['entry']),
  home('entry, there', {}, ['entry', 'accept']),
  home('leaving', {}, [{ is: 'overlay', overlay: 'leaving' }]),
  home('delete, locked', { locks: ['keep, no deletion, on glocluster-rg'] }, ['delete'], (state) => state.problem !== undefined),
  home(
    'delete, unlocked',
    { locks: ['keep, no deletion, on glocluster-rg'] },
    ['delete'],
    (state) => state.problem !== undefined,
    [{ is: 'way-on', way: 'unlock' }],
    (state) => state.deletion?.locks !== undefined && idle(state),
  ),
  home('deleted, something left', { left: ['Microsoft.Compute/disks thesis'] }, ['delete'], at('delete'), idle, [typed('glocluster'), 'accept'], at('deleted')),
  home('a command', {}, ['run', typed('uname -r')]),
  home('a command, over', {}, ['run', typed('uname -r'), 'accept'], (state) => state.run?.shown?.over !== undefined && idle(state)),
  home('a command, running', {}, ['run', typed('sleep 9'), 'accept'], (state) => state.run?.shown?.lines.length === 4),
  home('export', {}, ['export']),
  home('export, the file', {}, ['export', 'accept']),
  home('export, a file that exists', {}, ['export', 'accept', typed('there.md'), 'accept'], (state) => state.exporting?.asked !== undefined && idle(state)),
  home('export, written', {}, ['export', 'accept', 'accept'], (state) => state.exporting?.at === 'over' && idle(state)),
  home('files', {}, ['files', 'accept', typed('hello.c')]),
  home(
    'files, what it comes to',
    {},
    ['files', 'accept', typed('hello.c'), 'accept', 'accept', 'accept'],
    (state) => state.files?.plan !== undefined && idle(state),
  ),
];
