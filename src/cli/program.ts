import { Command, CommanderError, Option } from 'commander';
import { closest, distance } from 'fastest-levenshtein';
import { type Given, questions } from '../stages/questions.ts';

/** The words on the command line, taken apart and not yet understood. */
export interface Words {
  readonly command: string;
  /** What stands after the command's name. */
  readonly names: readonly string[];
  /** What stands after `--`. */
  readonly rest: readonly string[];
  /** Choices by key, as texts. */
  readonly choices: Partial<Record<keyof Given, string>>;
  readonly flags: Flags;
}

/** Flags that are no choices. */
export interface Flags {
  readonly json: boolean;
  readonly yes: boolean;
  readonly plain: boolean;
  readonly screenReader: boolean;
  readonly ascii: boolean;
  readonly color: boolean;
  readonly watch: boolean;
  readonly reset: boolean;
  readonly all: boolean;
  readonly restore: boolean;
  readonly update: boolean;
  readonly force: boolean;
  readonly withAddresses: boolean;
  readonly each: boolean;
  readonly gather: boolean;
  readonly unlock: boolean;
  /** The entry in the person's own ssh configuration: to be there, or not to be; undefined where nothing is said. */
  readonly entry?: boolean;
  readonly hello: boolean;
  readonly drill?: string;
  readonly byHand?: string;
  readonly mend?: string;
  readonly advance?: string;
  readonly trace?: string;
  readonly file?: string;
  readonly report?: string;
  readonly as?: string;
  readonly output?: string;
  readonly timeZone?: string;
  readonly node?: string;
  readonly to?: string;
}

const everywhere = (command: Command): Command =>
  command
    .option('--json', 'one JSON object a line on stdout')
    .option('--yes', 'answer every question with its default or flag')
    .option('--plain', 'plain lines instead of screens')
    .option('--screen-reader', 'words instead of boxes and animations')
    .option('--ascii', 'only ASCII characters')
    .option('--no-color', 'no colour (NO_COLOR does the same)')
    .option('--trace <file>', 'write every exchange with ARM to this file (RANK0_TRACE does the same)');

function withChoices(command: Command, keys: readonly (keyof Given)[]): Command {
  for (const question of questions) {
    if (!keys.includes(question.key)) continue;
    const flag = question.placeholder ? `${question.flag} <${question.placeholder}>` : question.flag;
    command.addOption(new Option(flag, `${question.help} (default: ${question.standard})`));
  }
  return command;
}

const all = questions.map((question) => question.key);
const arm: readonly (keyof Given)[] = ['cloud', 'subscription', 'tenant'];

/** What a command's action is given: its name, and commander's own command. */
type Take = (name: string) => (...args: unknown[]) => void;

/**
 * All commands and their flags, from the one definition of each question. Documentation is made from it too.
 * @param take makes the action of the command with that name.
 */
export function buildProgram(version: string, print: (text: string) => void, take: Take): Command {
  const settle = (command: Command): Command =>
    command
      .exitOverride()
      .configureOutput({ writeOut: print, writeErr: () => {} })
      .showSuggestionAfterError(true)
      .allowExcessArguments(false);

  const program = settle(withChoices(everywhere(new Command('rank0')), all))
    .description('From an empty Azure subscription to MPI on several nodes, understanding each step.')
    .version(version)
    .option('--file <file>', 'choices from a YAML file')
    .helpCommand(true)
    .action(take('wizard'));

  const add = (name: string, usage: string, help: string, keys: readonly (keyof Given)[]): Command => {
    const command = settle(withChoices(everywhere(program.command(`${name}${usage}`)), keys)).description(help);
    command.action(take(name));
    return command;
  };
  add('practice', '', 'the wizard on the simulated cloud, with no subscription and no cost', all)
    .option('--advance <duration>', 'move its clock (8h, 30m, 90s)')
    .option('--drill [name]', 'inject a failure to recover from; without a name lists them all, none ends it')
    .option(
      '--by-hand [shape]',
      'build a cluster as the old how-to does, to be adopted: ethernet, infiniband, bare (nothing but a count), or old (with what is retired and left behind)',
    )
    .option('--reset', 'forget the simulated cloud and all its clusters')
    .option('--file <file>', 'choices from a YAML file');
  add('plan', '', 'preflight and price; creates nothing', all)
    .option('--file <file>', 'choices from a YAML file')
    .option('--watch', 'look again until it fits');
  add('up', '', 'the same stages without the screens; asks once, or --yes', all)
    .option('--file <file>', 'choices from a YAML file')
    .option('--drill <name>', 'practice cloud: inject a failure to recover from');
  add('status', ' [name...]', 'what exists, its state and its cost', arm).option('--watch', 'again and again');
  add('ssh', ' [name...]', "log in to a node with the system's ssh and the cluster's own configuration", arm)
    .option('--entry', 'put an entry into your own ~/.ssh/config, for VS Code and plain ssh: ssh NAME-head')
    .option('--no-entry', 'take that entry out again');
  add('address', ' [name]', 'open port 22 to the address that you come from now, and to no other', [...arm, 'sshSource', 'allowWideSource']);
  add('run', ' [name...]', 'a command on every node, or on NODES, one or a set as clush writes it: rank0 run [NAME] [NODES] -- COMMAND', arm)
    .option('--gather', 'equal output once, under the names of all nodes that printed it, when all have ended')
    .option('--each', "every node's output whole, under its name, when all have ended");
  add('put', ' [files...]', 'files to all nodes: rank0 put [NAME] FILE...; each is sent once, handed on by the nodes and compared by its sum', arm)
    .option('--node <node>', 'to this node alone, or some: its name, its number, head, or a set as clush writes it, node[1-3]')
    .option('--to <folder>', 'the folder there, made where it is not (default: the home folder)');
  add('get', ' [files...]', "files from all nodes: rank0 get [NAME] FILE...; each under its node's name as well", arm)
    .option('--node <node>', 'from this node alone, or some: its name, its number, head, or a set as clush writes it, node[1-3]')
    .option('--to <folder>', 'the folder here (default: the current one)')
    .option('--force', 'write over files that exist');
  add('down', ' [name]', 'delete everything, then prove it', [...arm, 'resourceGroup'])
    .option('--all', 'every cluster that is remembered here')
    .option('--unlock', 'take locks away first that keep Azure from deleting; each is named before it asks');
  add('scale', ' [name] [count]', 'another count of nodes: new ones join, those that go are named first', arm).option(
    '--update',
    'bring instances of an earlier model of the scale set to the latest, one first, the head last',
  );
  add('prune', ' [name...]', 'only the head keeps a public address; the others are reached through it', [...arm, 'natGateway']).option(
    '--restore',
    'give the others public addresses again, new ones',
  );
  add('stop', ' [name]', 'deallocate all nodes: disks and addresses stay, and what still costs is listed', arm);
  add('start', ' [name]', 'start all nodes again; addresses, host keys, mounts and clocks are checked', arm).option(
    '--hello',
    'run hello on all of them afterwards',
  );
  add('autostop', ' [name] [when...]', 'let Azure stop the nodes at a time of day: 23:00, in 3h, at 5$, or off', arm).option(
    '--time-zone <zone>',
    "whose clocks: Europe/Berlin, UTC, 'W. Europe Standard Time' (default: this machine's)",
  );
  add('benchmark', ' [name]', 'measure the network between the nodes, once more where it was measured', [...arm, 'osuSource']);
  add(
    'export',
    ' [name]',
    'what ran as a notebook, a page, data or a script, what was measured as a table or a picture, of a deleted cluster too; what is simulated says so in it',
    ['cloud'],
  )
    .option(
      '--as <format>',
      'markdown (a notebook: each step with why, the lines, what was printed, what it cost), html (the same as one page of its own), json (the same as data), bash (a script that builds the same cluster and takes it down), csv (all benchmarks of it) or svg (the newest, with those before behind it)',
    )
    .option('--with-addresses', 'with what names you or your machines (addresses, ids, user and host names), which words in capitals stand for otherwise')
    .option('--output <file>', 'where to; without it, to stdout')
    .option('--force', 'write over a file that exists, unasked');
  add('adopt', ' <group>', 'take over a cluster that was made by hand, or by another rank0: finds it, says what is unsafe or costly about it', [
    ...arm,
    'name',
    'sshKey',
  ]).option(
    '--mend <findings>',
    'mend what was found: all, or names with commas (open-to-world, private-key, password-login, delete-options, basic-address; never by all: leftovers, placement-group, accelerated-networking)',
  );
  add('list', '', 'the clusters that are remembered here', ['cloud']);
  add('doctor', '', 'what rank0 needs, whether it is there, and how to mend what is not', arm).option(
    '--report [file]',
    'also write a file for a bug report, with ids, addresses, names and keys taken out',
  );
  return program;
}

/**
 * Takes argv (without node and script) apart.
 * @returns the words, or the exit code where help or the version was printed.
 * @throws CommanderError for an unknown flag or command, with "did you mean" in its message.
 */
export function parseWords(argv: readonly string[], version: string, print: (text: string) => void): Words | { exit: number } {
  let words: Words | undefined;
  const separator = argv.indexOf('--');
  const before = separator < 0 ? argv : argv.slice(0, separator);
  const rest = separator < 0 ? [] : argv.slice(separator + 1);
  const program = buildProgram(version, print, (name) => (...args) => {
    const command = args[args.length - 1] as Command;
    words = wordsOf(name, command.args, rest, command.optsWithGlobals());
  });
  try {
    program.parse([...before], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return { exit: 0 };
    throw unknownCommand(program, before) ?? error;
  }
  return words ?? { exit: 0 };
}

/** A first word that is no command: which one was meant. Commander only counts it as one word too many for the wizard. */
function unknownCommand(program: Command, argv: readonly string[]): CommanderError | undefined {
  const known = program.commands.map((command) => command.name());
  const word = argv.find((one) => !one.startsWith('-'));
  if (word === undefined || known.includes(word) || argv[0] !== word) return undefined;
  const nearest = closest(word, known);
  const hint = distance(word, nearest) <= 3 ? `\n(Did you mean ${nearest}?)` : `\n(Commands: ${known.join(', ')})`;
  return new CommanderError(2, 'rank0.unknownCommand', `error: unknown command '${word}'${hint}`);
}

function wordsOf(command: string, names: readonly string[], rest: readonly string[], options: Record<string, unknown>): Words {
  const choices: Partial<Record<keyof Given, string>> = {};
  for (const { key } of questions) {
    const value = options[key];
    if (value !== undefined) choices[key] = String(value);
  }
  const on = (name: string): boolean => options[name] === true;
  const text = (name: string): string | undefined => (typeof options[name] === 'string' ? (options[name] as string) : undefined);
  const optional = {
    advance: text('advance'),
    trace: text('trace'),
    file: text('file'),
    report: on('report') ? '' : text('report'),
    drill: on('drill') ? 'list' : text('drill'),
    byHand: on('byHand') ? 'ethernet' : text('byHand'),
    mend: text('mend'),
    as: text('as'),
    output: text('output'),
    timeZone: text('timeZone'),
    node: text('node'),
    to: text('to'),
  };
  return {
    command,
    names,
    rest,
    choices,
    flags: {
      json: on('json'),
      yes: on('yes'),
      plain: on('plain'),
      screenReader: on('screenReader'),
      ascii: on('ascii'),
      color: options['color'] !== false,
      watch: on('watch'),
      reset: on('reset'),
      all: on('all'),
      restore: on('restore'),
      update: on('update'),
      force: on('force'),
      withAddresses: on('withAddresses'),
      each: on('each'),
      gather: on('gather'),
      unlock: on('unlock'),
      ...(typeof options['entry'] === 'boolean' ? { entry: options['entry'] } : {}),
      hello: on('hello'),
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    },
  };
}
