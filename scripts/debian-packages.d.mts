/** Installs what is missing of the lab's Debian packages. Returns a reason where the lab cannot run here, else undefined. */
export function installLabPackages(): string | undefined;
