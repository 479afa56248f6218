import { listSubscriptions } from '../../azure/accounts.ts';
import { allOf, type Azure, openAzure } from '../../azure/azure.ts';
import { askAzure } from '../../azure/errors.ts';
import { serialLog } from '../../azure/serial.ts';
import type { World } from '../../engine/world.ts';
import { ProblemError } from '../../state/problem.ts';

export interface SimulatedAzRequest {
  readonly world: World;
  readonly subscription: string | undefined;
  /** What stands after `az`. */
  readonly words: readonly string[];
  tell(text: string): void;
  readonly signal: AbortSignal;
}

/** What a command found: rows for a table with az's own headings, and the same as JSON. */
interface Found {
  readonly rows?: readonly Readonly<Record<string, string>>[];
  readonly json?: unknown;
  readonly text?: string;
}

type Command = (about: {
  readonly world: World;
  readonly azure: Azure;
  readonly options: ReadonlyMap<string, string>;
  readonly signal: AbortSignal;
}) => Promise<Found>;

/** The az lines that lessons show. Headings as in azure-cli's table_transformer of each command. */
const commands: Readonly<Record<string, Command>> = {
  'account list': async ({ world, azure, signal }) => {
    const all = await listSubscriptions(world, signal);
    const isDefault = (id: string): boolean => id === azure.subscriptionId || all.length === 1;
    return {
      rows: all.map(({ id, name, tenantId, state }) => ({
        Name: name,
        CloudName: world.cloud,
        SubscriptionId: id,
        TenantId: tenantId,
        State: state,
        IsDefault: isDefault(id) ? 'True' : 'False',
      })),
      json: all.map(({ id, name, tenantId, state }) => ({ cloudName: world.cloud, id, isDefault: isDefault(id), name, state, tenantId })),
    };
  },
  'group show': async ({ azure, options, signal }) => {
    const name = options.get('--name') ?? '';
    const group = await askAzure(`resource group ${name}`, signal, () => azure.resources.resourceGroups.get(name, { abortSignal: signal }));
    const { id, location, properties, tags = {}, type } = group;
    return { json: options.get('--query') === 'tags' ? tags : { id, location, managedBy: null, name: group.name, properties, tags, type } };
  },
  'resource list': async ({ azure, options, signal }) => {
    const group = options.get('--resource-group') ?? '';
    const all = await askAzure(`resource group ${group}`, signal, () => allOf(azure.resources.resources.listByResourceGroup(group, { abortSignal: signal })));
    return {
      rows: all.map(({ name = '', location = '', type = '' }) => ({ Name: name, ResourceGroup: group, Location: location, Type: type, Status: '' })),
      json: all,
    };
  },
  'vm boot-diagnostics get-boot-log': async ({ azure, options, signal }) => ({
    text: await serialLog(azure, options.get('--resource-group') ?? '', options.get('--name') ?? '', signal),
  }),
  'vm list-usage': async ({ azure, options, signal }) => {
    const location = options.get('--location') ?? '';
    const all = await askAzure(`the quota in ${location}`, signal, () => allOf(azure.compute.usage.list(location, { abortSignal: signal })));
    return {
      rows: all.map(({ name, currentValue, limit }) => ({
        Name: name.localizedValue ?? name.value ?? '',
        CurrentValue: String(currentValue),
        Limit: String(limit),
      })),
      json: all,
    };
  },
};

/** No subscription is needed to ask for the subscriptions. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** Answers an az line from the simulated Azure by the requests that az would send. Returns its exit code. @throws the signal's reason. */
export async function simulatedAz({ world, subscription, words, tell, signal }: SimulatedAzRequest): Promise<number> {
  const firstOption = words.findIndex((word) => word.startsWith('-'));
  const name = words.slice(0, firstOption < 0 ? words.length : firstOption).join(' ');
  const command = commands[name];
  if (!command) {
    tell(`rank0 answers only the az lines of its lessons from the simulated Azure: ${Object.keys(commands).join(', ')}.\n`);
    return 2;
  }
  const options = new Map(words.flatMap((word, index): [string, string][] => (word.startsWith('-') ? [[word, words[index + 1] ?? '']] : [])));
  try {
    const { rows, json, text } = await command({ world, azure: openAzure(world, subscription ?? nobody), options, signal });
    if (text !== undefined) tell(text);
    else if (rows && options.get('--output') === 'table') tell(tableText(rows));
    else tell(`${JSON.stringify(json, null, 2)}\n`);
    return 0;
  } catch (error) {
    if (signal.aborted || !(error instanceof ProblemError)) throw error;
    const { code, message } = error.problem;
    tell(`ERROR: (${code}) ${message}\n`);
    // As az ends where something is not there.
    return /NotFound$/.test(code) ? 3 : 1;
  }
}

/** As az prints tables (Python's tabulate): headings with two blanks of room, a dashed line, columns two blanks apart, no blanks at the ends. */
export function tableText(rows: readonly Readonly<Record<string, string>>[]): string {
  const heads = Object.keys(rows[0] ?? {});
  const widths = heads.map((head) => Math.max(head.length + 2, ...rows.map((row) => (row[head] ?? '').length)));
  const lineOf = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.length === 0
    ? ''
    : `${[lineOf(heads), lineOf(widths.map((width) => '-'.repeat(width))), ...rows.map((row) => lineOf(heads.map((head) => row[head] ?? '')))].join('\n')}\n`;
}
