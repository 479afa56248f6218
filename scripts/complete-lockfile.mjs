// Some registries lack packages for foreign platforms; npm then leaves them out of the lockfile, and `npm ci` refuses it.
// Adds each missing optional dependency as {version, cpu, os, optional, dev}. `--check` fails where it had anything to add.
import { readFileSync, writeFileSync } from 'node:fs';

/** Without cpu, os and libc in the lockfile npm would install the package everywhere: read them from its name. */
function platform(name) {
  const words = name.split(/[/-]/);
  const pick = (key, known) => {
    const found = words.filter((word) => known.includes(word));
    return found.length > 0 ? { [key]: found } : {};
  };
  const libc = pick('libc', ['musl', 'gnu']).libc?.map((word) => (word === 'gnu' ? 'glibc' : word));
  return {
    ...pick('cpu', ['arm', 'arm64', 'ia32', 'x64', 'ppc64', 'riscv64', 's390x', 'loong64', 'wasm32']),
    ...pick('os', ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']),
    ...(libc ? { libc } : {}),
  };
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const added = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const places = [`${path}/node_modules/${name}`.replace(/^\//, ''), `node_modules/${name}`];
    if (places.some((place) => lock.packages[place]) || !/^\d/.test(version)) continue;
    lock.packages[`node_modules/${name}`] = { version, ...platform(name), ...(entry.dev ? { dev: true } : {}), optional: true };
    added.push(name);
  }
}
if (added.length > 0) {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a === b ? 0 : a < b ? -1 : 1)));
  writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(added.length > 0 ? `added to the lockfile: ${added.join(', ')}` : 'the lockfile is complete');
if (process.argv.includes('--check') && added.length > 0) process.exitCode = 1;
