import { interruptSignal } from '../../src/cli/interrupts.ts';
import { runWizard } from '../../src/cli/wizard/run-wizard.ts';
import { standardChoices } from '../../src/stages/choices.ts';
import { terminalOf } from '../../src/terminal/terminal.ts';
import { fakeServices } from './fake-wizard.ts';
import { measured, type MeasuredHow } from './measurements.ts';

/** The wizard on in-memory services, for pictures and for trying screens by hand: `npx tsx`-free, bundled by the pty driver. */
const { argv, env, stdin, stdout, stderr } = process;
const { benchmark, ...options } = JSON.parse(argv[2] ?? '{}') as NonNullable<Parameters<typeof fakeServices>[0]> & { readonly benchmark?: MeasuredHow };
process.exitCode = await runWizard(
  fakeServices({ pace: 5, ...(benchmark ? { measured: () => measured(benchmark) } : {}), ...options }),
  terminalOf({ stdin, stdout, env }),
  {
    streams: { stdin, stdout, stderr },
    given: {},
    standard: { ...standardChoices, adminUsername: 'ada' },
    signal: interruptSignal().signal,
  },
);
