import type { Package } from './packages.ts';
import type { Release } from './releases.ts';

const mirror = 'http://azure.archive.ubuntu.com/ubuntu';

/** What `apt-get update` prints; without a way to the internet it fails, with exit code 0 as apt's. */
export function updateText(release: Release, outbound: boolean): string {
  const suites = [release.codename, `${release.codename}-updates`, `${release.codename}-backports`, `${release.codename}-security`];
  if (outbound) {
    const sizes = ['256 kB', '126 kB', '126 kB', '126 kB'];
    const lines = suites.map((suite, index) => `Get:${index + 1} ${mirror} ${suite} InRelease [${sizes[index]}]`);
    return `${lines.join('\n')}\nGet:5 ${mirror} ${release.codename}/universe amd64 Packages [15.0 MB]\nFetched 33.8 MB in 6s (5,446 kB/s)\nReading package lists...\n`;
  }
  const why = 'Could not connect to azure.archive.ubuntu.com:80 (52.252.163.49), connection timed out';
  const errors = suites.map((suite, index) => `Err:${index + 1} ${mirror} ${suite} InRelease\n  ${why}`);
  const warnings = suites.map((suite) => `W: Failed to fetch ${mirror}/dists/${suite}/InRelease  ${why}`);
  return `${errors.join('\n')}\nReading package lists...\n${warnings.join('\n')}\nW: Some index files failed to download. They have been ignored, or old ones used instead.\n`;
}

/** What comes before the packages themselves. */
export function planText(packages: readonly Package[], removed: readonly string[] = []): string {
  const names = packages.map(({ name }) => name).sort();
  const size = packages.reduce((sum, each) => sum + each.size, 0);
  return (
    'Reading package lists...\nBuilding dependency tree...\nReading state information...\n' +
    (removed.length > 0 ? `The following packages will be REMOVED:\n${wrapped(removed)}` : '') +
    `The following NEW packages will be installed:\n${wrapped(names)}` +
    `0 upgraded, ${names.length} newly installed, ${removed.length} to remove and 0 not upgraded.\n` +
    `Need to get ${thousands(size)} kB of archives.\nAfter this operation, ${thousands(size * 4)} kB of additional disk space will be used.\n`
  );
}

export const fetchText = (release: Release, each: Package, number: number): string =>
  `Get:${number} ${mirror} ${release.codename}/universe amd64 ${each.name} amd64 ${each.version} [${thousands(each.size)} kB]\n`;

export const unpackText = (each: Package): string =>
  `Selecting previously unselected package ${each.name}.\nPreparing to unpack .../${each.name}_${each.version.replace(/^\d+:/, '')}_amd64.deb ...\nUnpacking ${each.name} (${each.version}) ...\n`;

export const setUpText = (each: Package): string => `Setting up ${each.name} (${each.version}) ...\n`;

export const nothingText = 'Reading package lists...\nBuilding dependency tree...\nReading state information...\n';

function wrapped(names: readonly string[]): string {
  const lines = [''];
  for (const name of names) {
    const last = lines.at(-1) as string;
    if (last.length + name.length > 76) lines.push(`  ${name}`);
    else lines[lines.length - 1] = last === '' ? `  ${name}` : `${last} ${name}`;
  }
  return `${lines.join('\n')}\n`;
}

const thousands = (value: number): string => value.toLocaleString('en-US');
