/** A line of /etc/fstab. */
export interface FstabEntry {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** The entries of /etc/fstab that can be mounted here, in their order; the machine's own disk is always mounted. */
export function fstabEntries(text: string): readonly FstabEntry[] {
  return text.split('\n').flatMap((line) => {
    const [source = '', target = '', type = '', options = 'defaults'] = line
      .replace(/^\s*#.*/, '')
      .trim()
      .split(/\s+/);
    if (!target.startsWith('/') || target === '/' || type === '' || type === 'swap') return [];
    return [{ source, target: target.replace(/(.)\/+$/, '$1'), type, options: options.split(',').filter((each) => each !== '') }];
  });
}

/** Options as names and values; a later one of a name holds. */
export const optionMap = (options: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    options.flatMap((option) => {
      const cut = option.indexOf('=');
      if (option === 'defaults' || option === '') return [];
      return [cut < 0 ? ([option, ''] as const) : ([option.slice(0, cut), option.slice(cut + 1)] as const)];
    }),
  );
