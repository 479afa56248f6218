/** mpirun's command line, taken apart. */
export interface LaunchLine {
  readonly hosts: readonly { readonly name: string; readonly slots: number }[];
  readonly hostfile?: string;
  readonly ranks?: number;
  readonly perNode?: number;
  readonly byNode: boolean;
  readonly oversubscribe: boolean;
  readonly threadsAreSlots: boolean;
  readonly allowRoot: boolean;
  readonly tag: boolean;
  readonly settings: ReadonlyMap<string, string>;
  readonly exported: readonly string[];
  readonly folder?: string;
  /** Where the other machines have Open MPI. */
  readonly prefix?: string;
  readonly version: boolean;
  readonly command: readonly string[];
  readonly error?: string;
}

/** Options and how many words follow them. */
const valued: Readonly<Record<string, number>> = {
  '-np': 1,
  '-n': 1,
  '-c': 1,
  '--np': 1,
  '--n': 1,
  '-N': 1,
  '-npernode': 1,
  '--npernode': 1,
  '-host': 1,
  '--host': 1,
  '-H': 1,
  '-hostfile': 1,
  '--hostfile': 1,
  '-machinefile': 1,
  '--machinefile': 1,
  '-mca': 2,
  '--mca': 2,
  '--gmca': 2,
  '--prtemca': 2,
  '--pmixmca': 2,
  '--omca': 2,
  '-x': 1,
  '-map-by': 1,
  '--map-by': 1,
  '-bind-to': 1,
  '--bind-to': 1,
  '--rank-by': 1,
  '-wdir': 1,
  '--wdir': 1,
  '-wd': 1,
  '--prefix': 1,
  '--output': 1,
  '--timeout': 1,
  '--display': 1,
};

const plain = new Set(
  [
    'oversubscribe',
    'nooversubscribe',
    'use-hwthread-cpus',
    'allow-run-as-root',
    'tag-output',
    'report-bindings',
    'display-map',
    'display-allocation',
    'bynode',
    'byslot',
    'pernode',
    'quiet',
    'verbose',
    'nolocal',
    'version',
    'help',
    'debug-daemons',
    'do-not-launch',
    'timestamp-output',
  ].flatMap((name) => [`-${name}`, `--${name}`]),
);

export function launchLine(args: readonly string[], env: ReadonlyMap<string, string>): LaunchLine {
  const rest = [...args];
  const settings = new Map<string, string>();
  // Lowest first: the environment, then the command line.
  for (const [name, value] of env) {
    const match = /^(?:OMPI|PRTE|PMIX)_MCA_(.+)$/.exec(name);
    if (match) settings.set(match[1] as string, value);
  }
  const hosts: { name: string; slots: number }[] = [];
  const exported: string[] = [];
  const flags = new Set<string>();
  let hostfile: string | undefined;
  let ranks: number | undefined;
  let perNode: number | undefined;
  let folder: string | undefined;
  let prefix: string | undefined;
  let mapBy = '';
  let error: string | undefined;
  while (rest[0]?.startsWith('-')) {
    const [option = '', joined] = (rest.shift() as string).split(/=(.*)/s, 2);
    const count = valued[option];
    if (count === undefined) {
      if (option === '-V') flags.add('version');
      else if (plain.has(option)) flags.add(option.replace(/^-+/, ''));
      else error ??= `unknown option "${option}"`;
      continue;
    }
    const values = joined === undefined ? rest.splice(0, count) : [joined];
    const [value = '', second = ''] = values;
    if (values.length < count) error ??= `option "${option}" did not have enough parameters (${count})`;
    const name = option.replace(/^-+/, '');
    if (['np', 'n', 'c'].includes(name)) ranks = whole(value, option);
    else if (name === 'N' || name === 'npernode') perNode = whole(value, option);
    else if (name === 'host' || name === 'H')
      hosts.push(
        ...value
          .split(',')
          .filter((each) => each !== '')
          .map(hostIn),
      );
    else if (name === 'hostfile' || name === 'machinefile') hostfile = value;
    else if (name.endsWith('mca')) settings.set(value, second);
    else if (name === 'x') exported.push(value);
    else if (name === 'map-by') mapBy = value.toLowerCase();
    else if (name === 'prefix') prefix = value;
    else if (name === 'wdir' || name === 'wd') folder = value;
  }
  const ppr = /^ppr:(\d+):node/.exec(mapBy)?.[1];
  if (ppr !== undefined) perNode = Number(ppr);
  if (flags.has('pernode')) perNode = 1;
  return {
    hosts,
    ...(hostfile === undefined ? {} : { hostfile }),
    ...(ranks === undefined ? {} : { ranks }),
    ...(perNode === undefined ? {} : { perNode }),
    byNode: /^node\b/.test(mapBy) || flags.has('bynode'),
    oversubscribe: flags.has('oversubscribe') || /oversubscribe/.test(mapBy) || settings.get('rmaps_base_oversubscribe') === '1',
    threadsAreSlots: flags.has('use-hwthread-cpus') || /hwtcpus/.test(mapBy),
    allowRoot: flags.has('allow-run-as-root') || (env.get('OMPI_ALLOW_RUN_AS_ROOT') === '1' && env.get('OMPI_ALLOW_RUN_AS_ROOT_CONFIRM') === '1'),
    tag: flags.has('tag-output'),
    settings,
    exported,
    ...(folder === undefined ? {} : { folder }),
    ...(prefix === undefined ? {} : { prefix }),
    version: flags.has('version'),
    command: rest,
    ...(error === undefined ? {} : { error }),
  };

  function whole(text: string, option: string): number {
    if (!/^\d+$/.test(text)) error ??= `option "${option}" wants a number, not "${text}"`;
    return Number(text);
  }
}

function hostIn(text: string): { name: string; slots: number } {
  const [name = '', slots = '1'] = text.split(':');
  return { name, slots: slots === '*' ? Number.POSITIVE_INFINITY : Number(slots) };
}

/** Lines of a hostfile; without `slots` a node has as many as it has cores. */
export function hostsIn(text: string, cores: (name: string) => number): { name: string; slots: number }[] {
  const found: { name: string; slots: number }[] = [];
  for (const line of text.split('\n')) {
    const [name, ...settings] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (name === undefined || name === '') continue;
    const slots = settings.map((each) => /^(?:slots|cpus|count)=(\d+)$/.exec(each)?.[1]).find((each) => each !== undefined);
    const before = found.find((each) => each.name === name);
    if (before) before.slots += slots === undefined ? 1 : Number(slots);
    else found.push({ name, slots: slots === undefined ? cores(name) : Number(slots) });
  }
  return found;
}

/** Which ranks run where; `full` = not enough slots for so many. */
export function mapRanks(
  hosts: readonly { readonly name: string; readonly slots: number }[],
  line: LaunchLine,
): { readonly name: string; readonly ranks: number[] }[] | 'full' {
  const nodes: { name: string; slots: number; ranks: number[] }[] = [];
  for (const { name, slots } of hosts) {
    const before = nodes.find((node) => node.name === name);
    if (before) before.slots += slots;
    else nodes.push({ name, slots, ranks: [] });
  }
  const { perNode, oversubscribe, byNode } = line;
  const total = nodes.reduce((sum, node) => sum + node.slots, 0);
  const wanted = line.ranks ?? (perNode === undefined ? total : perNode * nodes.length);
  if (!oversubscribe && (wanted > total || (perNode !== undefined && nodes.some((node) => perNode > node.slots)))) return 'full';
  if (perNode !== undefined && wanted > perNode * nodes.length) return 'full';
  let next = 0;
  const room = (node: { slots: number; ranks: number[] }): boolean => node.ranks.length < Math.min(node.slots, perNode ?? Number.POSITIVE_INFINITY);
  while (next < wanted) {
    const before = next;
    for (const node of nodes) {
      while (next < wanted && room(node)) {
        node.ranks.push(next);
        next += 1;
        if (byNode) break;
      }
    }
    if (next !== before) continue;
    // All slots are taken: with --oversubscribe one more round for each node.
    for (const node of nodes) {
      if (next >= wanted || (perNode !== undefined && node.ranks.length >= perNode)) continue;
      node.ranks.push(next);
      next += 1;
    }
    if (next === before) return 'full';
  }
  return nodes.map(({ name, ranks }) => ({ name, ranks }));
}
