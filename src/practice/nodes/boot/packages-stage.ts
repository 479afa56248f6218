import { fraction } from '../../durations.ts';
import { fetchText, planText, setUpText, unpackText, updateText } from './apt-text.ts';
import { conflicting, hpcPackages, takenOut } from '../hpc/image.ts';
import { archive, type Package, withNeeds } from './packages.ts';
import type { Release } from './releases.ts';
import type { Printed } from './timeline.ts';
import type { CloudConfig } from './user-data.ts';

export interface PackagesRun {
  readonly from: number;
  readonly to: number;
  readonly log: readonly Printed[];
  readonly installed: readonly { readonly name: string; readonly at: number }[];
  readonly errors: readonly string[];
  readonly rebootRequiredAt?: number;
}

/** cloud-init's module `package_update_upgrade_install`, begun at `from`: what apt prints and when each package is there. */
export function packagesRun(config: CloudConfig, release: Release, seed: string, from: number, outbound: (now: number) => boolean): PackagesRun {
  const log: Printed[] = [];
  const errors: string[] = [];
  const installed: { name: string; at: number }[] = [];
  let now = from;
  let rebootRequiredAt: number | undefined;
  const print = (text: string): void => void log.push({ at: now, text });
  const pass = (name: string, least: number, most: number): void => {
    now += seconds(seed, name, least, most);
  };
  const online = outbound(from);
  if (config.packageUpdate || config.packageUpgrade || config.packages.length > 0) {
    if (online) pass('update', 8, 14);
    else pass('update', 60, 90);
    print(updateText(release, online));
  }
  if (config.packageUpgrade) {
    pass('upgrade', 70, 130);
    if (online) {
      print(
        `Calculating upgrade...\nThe following packages will be upgraded:\n  libssl3t64 linux-image-azure openssl\nSetting up linux-image-${release.kernel} ...\n`,
      );
      rebootRequiredAt = now;
    }
  }
  const all = archive(release);
  const missing = config.packages.filter((name) => !online || !all.has(name));
  if (config.packages.length > 0) {
    const packages = online ? withNeeds(all, config.packages, (name) => release.hpc === true && (hpcPackages as readonly string[]).includes(name)) : [];
    if (packages.length > 0) print(planText(packages, takenOutBy(release, packages)));
    packages.forEach((each, index) => {
      pass(`fetch ${each.name}`, 0.2, 0.2 + each.size / 2000);
      print(fetchText(release, each, index + 1));
    });
    for (const each of packages) {
      pass(`unpack ${each.name}`, 0.8, 2.5);
      print(unpackText(each));
    }
    for (const each of packages) {
      if (config.packages.includes(each.name)) pass(`set up ${each.name}`, 8, 16);
      else pass(`set up ${each.name}`, 1, 4);
      print(setUpText(each));
      installed.push({ name: each.name, at: now });
    }
    if (packages.length > 0) print(`Processing triggers for libc-bin (${release.libc}-0ubuntu8) ...\n`);
    for (const name of missing) print(`E: Unable to locate package ${name}\n`);
    if (missing.length > 0) {
      errors.push(
        `('package_update_upgrade_install', PackageInstallerError("Failed to install the following packages: {${missing.map((name) => `'${name}'`).join(', ')}}. See associated package manager logs for more details"))`,
      );
    }
  }
  return { from, to: now, log, installed, errors, ...(rebootRequiredAt === undefined ? {} : { rebootRequiredAt }) };
}

/** What a machine loses when these come: on the HPC image its drivers, where Ubuntu's MPI is among them (azure-facts 1.2). */
export const takenOutBy = (release: Release, packages: readonly Package[]): readonly string[] =>
  release.hpc && packages.some(({ name }) => conflicting.has(name)) ? takenOut : [];

/** Milliseconds between `least` and `most` seconds, always the same for the same machine and name. */
export const seconds = (seed: string, name: string, least: number, most: number): number =>
  Math.round((least + (most - least) * fraction(`${seed}/${name}`)) * 1000);
