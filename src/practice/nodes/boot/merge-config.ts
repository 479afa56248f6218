type Config = Record<string, unknown>;

interface MergeRules {
  readonly dict: readonly string[];
  readonly list: readonly string[];
}

/** What holds where a part says nothing: a later part's value replaces an earlier one's. */
const standard = 'dict(replace)+list()+str()';

/** Merges a later part of user data into the earlier ones by cloud-init's rules, which the part itself may set (`merge_how`). */
export function mergeConfig(base: Config, added: Config, mergeType?: string): Config {
  const { merge_how: how, merge_type: type, ...rest } = added;
  const rules = rulesOf(mergeType ?? how ?? type);
  return mergeMaps(base, rest, rules);
}

function rulesOf(how: unknown): MergeRules {
  const text =
    typeof how === 'string'
      ? how
      : Array.isArray(how)
        ? how.map((each: { name: string; settings?: string[] }) => `${each.name}(${(each.settings ?? []).join(',')})`).join('+')
        : standard;
  const settings = (name: string): string[] => (new RegExp(`${name}\\(([^)]*)\\)`).exec(text)?.[1] ?? '').split(',').map((each) => each.trim());
  return { dict: settings('dict'), list: settings('list') };
}

function mergeMaps(base: Config, added: Config, rules: MergeRules): Config {
  const merged: Config = { ...base };
  for (const [key, value] of Object.entries(added)) merged[key] = key in merged ? mergeValues(merged[key], value, rules) : value;
  return merged;
}

function mergeValues(old: unknown, value: unknown, rules: MergeRules): unknown {
  if (rules.dict.includes('replace')) return value;
  const recurses = rules.dict.includes('recurse_list') || rules.dict.includes('recurse_array');
  if (Array.isArray(old) && Array.isArray(value) && recurses) {
    if (rules.list.includes('append')) return [...old, ...value];
    if (rules.list.includes('prepend')) return [...value, ...old];
    return rules.list.includes('no_replace') ? old : value;
  }
  if (isMap(old) && isMap(value)) return mergeMaps(old, value, rules);
  return old;
}

const isMap = (value: unknown): value is Config => typeof value === 'object' && value !== null && !Array.isArray(value);
