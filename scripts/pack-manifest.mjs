// The published package is the bundle: it needs no dependency, and must not bring a Node of its own.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const kept = '.package.json.kept';
if (process.argv[2] === 'restore') renameSync(kept, 'package.json');
else {
  // Left by a pack that was killed: package.json is stripped already, the whole one is the kept.
  if (existsSync(kept)) renameSync(kept, 'package.json');
  const whole = readFileSync('package.json', 'utf8');
  const { devDependencies, optionalDependencies, allowScripts, scripts, ...published } = JSON.parse(whole);
  writeFileSync(kept, whole);
  // npm reads the scripts again before postpack, so that one has to stay.
  writeFileSync('package.json', `${JSON.stringify({ ...published, scripts: { postpack: scripts.postpack } }, null, 2)}\n`);
}
