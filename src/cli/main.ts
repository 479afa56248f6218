import { jsonOutput, plainOutput } from './output.ts';
import type { Words } from './program.ts';
import type { Surroundings } from './surroundings.ts';
import { version } from './version.ts';

/**
 * Runs the command line.
 * @param argv the words after the script's name.
 * @returns the exit code (design 4): 0 done, 1 failed, 2 usage, 3 preflight, 4 not signed in, 130 interrupted.
 */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && argv[0] === '--version') {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const { parseWords } = await import('./program.ts');
  let words: Words;
  try {
    const parsed = parseWords(argv, version, (text) => void process.stdout.write(text));
    if ('exit' in parsed) return parsed.exit;
    words = parsed;
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(/^error: /, '') : String(error);
    process.stderr.write(`rank0: ${message}\n`);
    if (argv.includes('--json')) {
      const means = 'The command line could not be understood.';
      process.stdout.write(
        `${JSON.stringify({ result: 'failed', error: { code: 'usage', message, means, next: [{ label: 'See what is allowed', command: 'rank0 --help' }] } })}\n`,
      );
    }
    return 2;
  }
  return runWords(words);
}

async function runWords(words: Words): Promise<number> {
  const [{ homeFolder }, { interruptSignal }, { thrown }, { keepStack, tellCrashes }] = await Promise.all([
    import('../state/home.ts'),
    import('./interrupts.ts'),
    import('./finish.ts'),
    import('./crash.ts'),
  ]);
  const output = words.flags.json
    ? jsonOutput(process.stdout, process.stderr)
    : plainOutput(process.stdout, process.stderr, words.flags.ascii || process.env['TERM'] === 'dumb');
  // A reader that went away (`| head`) ends the program quietly.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
  const home = homeFolder(process.env);
  tellCrashes(home);
  const interrupts = interruptSignal();
  const around: Surroundings = {
    env: process.env,
    home,
    words,
    output,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interrupts.signal,
  };
  try {
    return await command(around);
  } catch (error) {
    keepStack(home, error);
    const named = words.command === 'up' || words.command === 'plan' ? (words.choices.name ?? 'glocluster') : words.names[0];
    return thrown(error, named, output);
  } finally {
    interrupts.dispose();
  }
}

async function command(around: Surroundings): Promise<number> {
  switch (around.words.command) {
    case 'up':
      return (await import('./commands/up.ts')).up(around);
    case 'plan':
      return (await import('./commands/plan.ts')).plan(around);
    case 'status':
      return (await import('./commands/status.ts')).status(around);
    case 'run':
      return (await import('./commands/run.ts')).run(around);
    case 'put':
      return (await import('./commands/put.ts')).put(around);
    case 'get':
      return (await import('./commands/get.ts')).get(around);
    case 'ssh':
      return (await import('./commands/ssh.ts')).ssh(around);
    case 'address':
      return (await import('./commands/address.ts')).address(around);
    case 'down':
      return (await import('./commands/down.ts')).down(around);
    case 'scale':
      return (await import('./commands/scale.ts')).scale(around);
    case 'benchmark':
      return (await import('./commands/benchmark.ts')).benchmark(around);
    case 'prune':
      return (await import('./commands/prune.ts')).prune(around);
    case 'stop':
      return (await import('./commands/power.ts')).stop(around);
    case 'start':
      return (await import('./commands/power.ts')).start(around);
    case 'autostop':
      return (await import('./commands/autostop.ts')).autostop(around);
    case 'export':
      return (await import('./commands/export.ts')).exportTo(around);
    case 'adopt':
      return (await import('./commands/adopt.ts')).adopt(around);
    case 'list':
      return (await import('./commands/list.ts')).list(around);
    case 'doctor':
      return (await import('./commands/doctor.ts')).doctor(around);
    case 'practice':
    case 'wizard':
      return (await import('./commands/wizard.ts')).wizard(around);
    default:
      throw new Error(`no command ${around.words.command}`);
  }
}
