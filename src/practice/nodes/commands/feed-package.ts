/** The name of the package that tells apt of Microsoft's archive. */
export const feedPackageName = 'packages-microsoft-prod';

const mark = '!<arch> practice';

/** Its file, as the practice cloud has it. */
export const feedPackage = (release: string): string => `${mark} ${feedPackageName} 1.1-ubuntu${release}\n`;

/** What a file of a package is; undefined for any other file. */
export function packageIn(content: string): { readonly name: string; readonly version: string } | undefined {
  const [, name, version] = new RegExp(`^${mark} (\\S+) (\\S+)\\n$`).exec(content) ?? [];
  return name === undefined || version === undefined ? undefined : { name, version };
}
