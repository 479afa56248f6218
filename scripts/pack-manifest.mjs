// The published package is the bundle: it needs no dependency, and must not bring a Node of its own.
import { copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const kept = '.package.json.kept';
if (process.argv[2] === 'restore') renameSync(kept, 'package.json');
else {
  copyFileSync('package.json', kept);
  const { devDependencies, optionalDependencies, allowScripts, scripts, ...published } = JSON.parse(readFileSync('package.json', 'utf8'));
  writeFileSync('package.json', `${JSON.stringify({ ...published, scripts: { postpack: scripts.postpack } }, null, 2)}\n`);
}
