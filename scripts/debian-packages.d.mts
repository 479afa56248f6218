/** Installs what is missing of the lab's Debian packages. Returns a reason where the lab cannot run here, else undefined. */
export function installLabPackages(): string | undefined;
/** Installs the ssh program where it is missing. Returns a reason where there is none, else undefined. */
export function installSsh(): string | undefined;
