import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { privateFolder } from '../../state/home.ts';
import type { MachineSpec } from '../machines.ts';
import { buildTimeline } from './boot/build-timeline.ts';
import { releaseOf, type Release } from './boot/releases.ts';
import type { Outcome, Printed, Timeline } from './boot/timeline.ts';
import { readUserData, type CloudConfig } from './boot/user-data.ts';
import { type Image, type ImageEntry, imageOf } from './disk/image.ts';
import { layers, type Layers } from './disk/layers.ts';
import { passingFiles } from './disk/passing-files.ts';
import type { FileServer } from './mounts/file-server.ts';
import { mountedLayers } from './mounts/mounted-layers.ts';
import { type NodeMounts, nodeMounts } from './mounts/node-mounts.ts';
import { diskSpace } from './mounts/space.ts';
import { type MachineRecord, type RecordFile, recordFile } from './record.ts';

/** One machine as this program sees it. What it is lies in its folder, shared with other programs. */
export interface PracticeNode {
  readonly vmId: string;
  readonly folder: string;
  readonly release: Release;
  readonly records: RecordFile;
  /** Its record; the last one known where the machine is gone. */
  record(): MachineRecord;
  spec(): MachineSpec;
  config(): CloudConfig;
  timeline(): Timeline;
  /** Its own disk as it is at a time. */
  disk(now: () => number): Layers;
  /** What its users see: the disk, and what is mounted over it. */
  layers(now: () => number): Layers;
  readonly mounts: NodeMounts;
  outcome(id: string): Outcome | undefined;
  setOutcome(id: string, outcome: Outcome): void;
  /** What somebody wrote to /dev/console; `source` tells writers apart. */
  print(source: string, at: number, text: string): void;
  printed(): readonly Printed[];
  /** Does all that the machine had to do by itself up to then. */
  settle(now: number): Promise<void>;
}

export interface NodeParts {
  readonly vmId: string;
  readonly folder: string;
  /** What all machines of a release have in common. */
  systemFiles(release: Release): ReadonlyMap<string, ImageEntry>;
  settle(now: number): Promise<void>;
  /** Who serves files to it. */
  servers(): readonly FileServer[];
}

/** Opens a machine that has a record. */
export function openNode({ vmId, folder, systemFiles, settle, servers }: NodeParts): PracticeNode {
  const records = recordFile(folder);
  const first = records.read();
  if (!first) throw new Error(`no machine in ${folder}`);
  const release = releaseOf(first.spec.image);
  let last = first;
  const record = (): MachineRecord => {
    last = records.read() ?? last;
    return last;
  };
  let config: CloudConfig | undefined;
  const configOf = (): CloudConfig => {
    config ??= readUserData(last.spec.customData);
    return config;
  };

  const known = new Map<string, Outcome>();
  const outcomeFile = (id: string): string => join(folder, 'outcomes', `${id}.json`);
  const outcome = (id: string): Outcome | undefined => {
    const found = known.get(id);
    if (found || !existsSync(outcomeFile(id))) return found;
    const read = JSON.parse(readFileSync(outcomeFile(id), 'utf8')) as Outcome;
    known.set(id, read);
    return read;
  };

  let built: { record: MachineRecord; timeline: Timeline } | undefined;
  const timeline = (): Timeline => {
    const current = record();
    const { pending } = built?.timeline ?? {};
    const stale = !built || built.record !== current || (pending && outcome(pending.id) !== undefined);
    if (stale) built = { record: current, timeline: buildTimeline(current, configOf(), outcome, () => hostKeyBlock(outcome('host-keys')?.output ?? '')) };
    return (built as { timeline: Timeline }).timeline;
  };

  let image: Image | undefined;
  const consoleFolder = join(folder, 'console');
  const disk: PracticeNode['disk'] = (now) => {
    image ??= imageOf(systemFiles(release), passingFiles({ spec: () => record().spec, timeline, mounts: (at) => mounts.text(at) }, release));
    return layers(join(folder, 'disk'), image, now, first.boots[0]?.at ?? 0);
  };
  const node: PracticeNode = {
    vmId,
    folder,
    release,
    records,
    record,
    spec: () => record().spec,
    config: configOf,
    timeline,
    disk,
    layers: (now) =>
      mountedLayers(
        disk(now),
        () => mounts.points(now),
        () => diskSpace(disk(now)),
      ),
    get mounts() {
      return mounts;
    },
    outcome,
    setOutcome: (id, value) => {
      privateFolder(join(folder, 'outcomes'));
      writeFileAtomic.sync(outcomeFile(id), JSON.stringify(value), { mode: 0o600, fsync: false });
      known.set(id, value);
    },
    print: (source, at, text) => {
      privateFolder(consoleFolder);
      appendFileSync(join(consoleFolder, `${source}.ndjson`), `${JSON.stringify({ at, text } satisfies Printed)}\n`, { mode: 0o600 });
    },
    printed: () => (existsSync(consoleFolder) ? readdirSync(consoleFolder).flatMap((name) => printedIn(join(consoleFolder, name))) : []),
    settle,
  };
  const mounts = nodeMounts(node, servers);
  return node;
}

function printedIn(file: string): Printed[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line) as Printed];
      } catch {
        // The last line of a program that was killed while it wrote.
        return [];
      }
    });
}

/** cloud-init's `keys_to_console`. */
function hostKeyBlock(publicKeys: string): string {
  return publicKeys === '' ? '' : `-----BEGIN SSH HOST KEY KEYS-----\n${publicKeys}-----END SSH HOST KEY KEYS-----\n`;
}
