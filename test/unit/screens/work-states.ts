import type { WizardState } from '../../../src/screens/model/state.ts';
import type { FakeOptions } from '../../support/fake-wizard.ts';
import { wizard } from '../cli/wizard/support.ts';

/** The pages of a command on the nodes and of files, each as a person comes by it. */
export async function workStates(): Promise<[string, WizardState][]> {
  const states: [string, WizardState][] = [];
  const prints: FakeOptions['prints'] = (node, command) =>
    command.startsWith('df')
      ? {
          stdout: ['Filesystem      Size  Used Avail Use% Mounted on', `/dev/root        29G  ${node.endsWith('3') ? '28' : '2.2'}G   26G   8% /`],
          stderr: node.endsWith('2') ? ['df: /scratch: No such file or directory'] : [],
          exitCode: node.endsWith('2') ? 1 : 0,
        }
      : {
          stdout: Array.from(
            { length: command.startsWith('seq') ? 4_500 : 40 },
            (_, line) => `line ${line} of a text that goes on for a while, longer than a line of a small terminal is wide`,
          ),
        };
  const one = wizard({ prints, silent: ['glocluster1'], having: ['glocluster2'], hold: 'put/glocluster2', inTheWay: true });
  const { press, until, state } = one;
  const keep = (name: string): number => states.push([name, state()]);
  const type = (text: string): void => press({ is: 'edit', edit: { is: 'insert', text } });
  const over = (): Promise<WizardState> => until((now) => now.running === undefined && now.run?.shown?.over !== undefined);
  await one.enterUntil((now) => now.screen.at === 'ready' && now.live.length === 4);
  press('run');
  keep('run, nothing typed');
  press('turn');
  keep('run, the nodes');
  type('glocluster[1-9]');
  press('accept');
  keep('run, nodes that are not there');
  press('back');
  type('top');
  press('accept');
  keep('run, a program that wants a terminal');
  press({ is: 'edit', edit: { is: 'clear-before' } });
  type('df -h / /scratch');
  press('accept');
  await over();
  keep('run, gathered');
  press('turn');
  keep('run, node by node');
  press('accept');
  type('sleep infinity');
  press('accept');
  await until((now) => (now.run?.shown?.lines.length ?? 0) === 120);
  keep('run, under way');
  press('back');
  await over();
  keep('run, stopped');
  press('accept');
  type('seq 4500');
  press('accept');
  await until((now) => now.run?.shown?.command === 'seq 4500' && now.run.shown.over !== undefined && now.running === undefined);
  keep('run, too much to keep');
  press('back', 'files');
  keep('files, which way');
  press('accept');
  type('h');
  press('turn');
  keep('files, completed');
  press({ is: 'edit', edit: { is: 'clear-before' } });
  type('missing.c');
  for (let line = 0; line < 3; line += 1) press('accept');
  await until((now) => now.fieldProblem !== undefined);
  keep('files, no such file');
  press({ is: 'edit', edit: { is: 'clear-before' } });
  type('~/a-thesis-with-a-long-name/results-of-november/hello.c');
  press('accept');
  type('/scratch/ada');
  press('accept');
  keep('files, put, the nodes');
  press('accept');
  await until((now) => now.files?.plan !== undefined && now.running === undefined);
  keep('files, what a put comes to');
  press('accept');
  await until((now) => now.files?.steps['glocluster2'] !== undefined);
  keep('files, put under way');
  press('back');
  await until((now) => now.running === undefined);
  press('back', 'back', 'back', 'back', { is: 'move', by: 1 }, 'accept');
  type('results.txt');
  for (let line = 0; line < 3; line += 1) press('accept');
  await until((now) => now.files?.plan !== undefined && now.running === undefined);
  keep('files, what a get comes to');
  press('accept');
  await until((now) => now.files?.at === 'over');
  keep('files, got in part');
  await one.controller.close();

  const whole = wizard();
  await whole.enterUntil((now) => now.screen.at === 'ready' && now.live.length === 4);
  whole.press('files', 'accept', { is: 'edit', edit: { is: 'insert', text: 'hello.c' } }, 'accept', 'accept', 'accept');
  await whole.until((now) => now.files?.plan !== undefined && now.running === undefined);
  whole.press('accept');
  states.push(['files, put, done', await whole.until((now) => now.files?.at === 'over' && now.running === undefined)]);
  await whole.controller.close();
  return states;
}
