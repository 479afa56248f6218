import recorded from '../../data/az-options.json' with { type: 'json' };

/** One option of a command, under all its spellings. */
export interface AzOption {
  readonly spellings: readonly string[];
  /** Values that it takes, as argparse counts. */
  readonly values: '0' | '1' | '?' | '+' | '*';
  readonly required: 'no' | 'yes' | 'unless --ids';
  /** What is allowed, where not everything is. */
  readonly choices?: readonly string[];
}

/** What az has got since the recorded version, each with where that is public. */
const newer: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Azure/azure-cli, src/azure-cli/azure/cli/command_modules/network/aaz/latest/network/vnet/subnet/_create.py (API 2023-09-01)
  'network vnet subnet create': { '--default-outbound-access --default-outbound': '?: true|false' },
  // Azure/azure-cli, src/azure-cli/azure/cli/command_modules/vm/_params.py: get_enum_type(["TrustedLaunch", "Standard", "ConfidentialVM"])
  'vm create': { '--security-type': '1: TrustedLaunch|Standard|ConfidentialVM' },
  'vmss create': { '--security-type': '1: TrustedLaunch|Standard|ConfidentialVM' },
};

function optionOf(names: string, text: string): AzOption {
  const [how = '', ...choices] = text.split(': ');
  const [values, required] = how.split(' ');
  return {
    spellings: names.split(' '),
    values: values as AzOption['values'],
    required: required === undefined ? 'no' : required === 'required' ? 'yes' : 'unless --ids',
    ...(choices.length > 0 ? { choices: choices.join(': ').split('|') } : {}),
  };
}

const optionsOf = (texts: Readonly<Record<string, string>>): AzOption[] => Object.entries(texts).map(([names, text]) => optionOf(names, text));

const table = new Map(
  Object.entries(recorded.commands as Readonly<Record<string, Readonly<Record<string, string>>>>).map(([name, options]) => [
    name,
    optionsOf({ ...options, ...newer[name] }),
  ]),
);
const everywhere = optionsOf(recorded.everywhere);

/**
 * What az would say against a line, taken apart into words, without `az` itself. Words that are cut short with … are a
 * quotation: what is there is looked at, and nothing is missed.
 */
export function azComplaints(line: readonly string[]): string[] {
  const quotation = line.includes('…');
  const words = line.filter((word) => word !== '…');
  const firstOption = words.findIndex((word) => word.startsWith('-'));
  const name = (firstOption < 0 ? words : words.slice(0, firstOption)).join(' ');
  const options = table.get(name);
  if (!options) return [`az ${name}: not recorded (a command that az does not have, or one to be added to scripts/record-az.py)`];
  const complaints: string[] = [];
  const given = new Set<AzOption>();
  let rest = words.slice(name.split(' ').length);
  while (rest.length > 0) {
    const [word = '', ...after] = rest;
    const option = [...options, ...everywhere].find(({ spellings }) => spellings.includes(word));
    if (!option) {
      complaints.push(word.startsWith('-') ? `az ${name} has no option ${word}` : `az ${name}: what is ${word}?`);
      rest = after;
      continue;
    }
    if (given.has(option)) complaints.push(`az ${name}: ${word} twice`);
    given.add(option);
    const next = after.findIndex((one) => /^--?[a-z]/i.test(one));
    const most = { '0': 0, '1': 1, '?': 1, '+': Number.POSITIVE_INFINITY, '*': Number.POSITIVE_INFINITY }[option.values];
    const values = after.slice(0, Math.min(most, next < 0 ? after.length : next));
    if ((option.values === '1' || option.values === '+') && values.length === 0) complaints.push(`az ${name}: ${word} has no value`);
    for (const value of values) {
      if (option.choices && !option.choices.some((choice) => choice.toLowerCase() === value.toLowerCase())) {
        complaints.push(`az ${name}: ${word} takes ${option.choices.join(', ')}, not ${value}`);
      }
    }
    rest = after.slice(values.length);
  }
  const byIds = [...given].some(({ spellings }) => spellings.includes('--ids'));
  const missing = options.filter((option) => !given.has(option) && (option.required === 'yes' || (option.required === 'unless --ids' && !byIds)));
  if (!quotation) complaints.push(...missing.map(({ spellings }) => `az ${name} needs ${spellings[0]}`));
  return complaints;
}
