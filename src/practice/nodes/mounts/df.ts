import { posix } from 'node:path';
import { failureWords, isFailure, isSilent } from '../disk/failure.ts';
import type { Program, Programs } from '../shell/session.ts';
import { mountOf, mountTable, type Shown } from './mount-table.ts';

const fields = ['source', 'fstype', 'size', 'used', 'avail', 'pcent', 'target'] as const;
type Field = (typeof fields)[number];

const titles: Readonly<Record<Field, string>> = {
  source: 'Filesystem',
  fstype: 'Type',
  size: '1K-blocks',
  used: 'Used',
  avail: 'Available',
  pcent: 'Use%',
  target: 'Mounted on',
};

/** `df`: of all that is mounted, or of the file systems that paths lie in. A silent server is waited for. */
const df: Program = async (args, { cwd }, session) => {
  const flags = new Set(args.filter((each) => /^-[a-zA-Z0-9]/.test(each)).flatMap((each) => [...each.slice(1)]));
  const output = args.find((each) => each.startsWith('--output'))?.replace(/^--output=?/, '');
  const block = args.map((each) => /^(?:-B|--block-size=)(\w+)$/.exec(each)?.[1]).find((each) => each !== undefined);
  const unit = block === undefined ? (flags.has('m') ? 1024 ** 2 : 1024) : block === '1' ? 1 : 1024 ** ' KMGT'.indexOf(block.slice(-1).toUpperCase());
  const human = flags.has('h') || flags.has('H') || args.includes('--human-readable');
  const types = args.flatMap((each, index) => (each === '-t' ? [args[index + 1] ?? ''] : (/^(?:-t|--type=)(.+)$/.exec(each)?.slice(1) ?? [])));
  const names = args.filter((each, index) => !each.startsWith('-') && args[index - 1] !== '-t' && args[index - 1] !== '-B');
  const table = mountTable(session).filter(({ type }) => type !== 'autofs');
  let stderr = '';
  let rows: Shown[] = [];
  if (names.length === 0)
    rows = table.filter((row, index) => table.findLastIndex(({ target }) => target === row.target) === index && !row.source.includes('['));
  for (const name of names) {
    const path = posix.resolve(cwd, name);
    try {
      await session.fs.stat(path);
      // Looking there may have mounted it.
      const found = mountOf(
        mountTable(session).filter(({ type }) => type !== 'autofs'),
        await session.fs.realpath(path),
      );
      if (found) rows.push(found);
    } catch (error) {
      if (!isFailure(error)) throw error;
      stderr += `df: ${name}: ${failureWords(error)}\n`;
    }
  }
  if (types.length > 0) rows = rows.filter(({ type }) => types.includes(type));
  if (rows.length === 0) return { stderr: stderr || 'df: no file systems processed\n', exitCode: 1 };
  const wanted: readonly Field[] =
    output === undefined
      ? fields.filter((field) => field !== 'fstype' || flags.has('T'))
      : output === ''
        ? fields
        : output.split(',').flatMap((field) => (fields.includes(field as Field) ? [field as Field] : []));
  const shown = (bytes: number): string => (human ? humanSize(bytes) : String(Math.ceil(bytes / unit)));
  const title = (field: Field): string => {
    if (field === 'size')
      return human ? 'Size' : unit === 1024 ? (flags.has('P') ? '1024-blocks' : '1K-blocks') : `${unit === 1 ? '1B' : `${block ?? '1M'}`}-blocks`;
    if (field === 'avail' && (human || output !== undefined)) return 'Avail';
    return field === 'pcent' && flags.has('P') ? 'Capacity' : titles[field];
  };
  const lines: string[][] = [wanted.map(title)];
  for (const row of rows) {
    try {
      const { size, used } = await session.untilAnswered(() => row.space());
      const left = Math.max(0, size - used);
      const cells: Readonly<Record<Field, string>> = {
        source: row.source.replace(/\[.*\]$/, ''),
        fstype: row.type,
        size: shown(size),
        used: shown(used),
        avail: shown(left),
        pcent: size === 0 ? '-' : `${Math.ceil((used / size) * 100)}%`,
        target: row.target,
      };
      lines.push(wanted.map((field) => cells[field]));
    } catch (error) {
      if (!isFailure(error) || isSilent(error)) throw error;
      stderr += `df: ${row.target}: ${failureWords(error)}\n`;
    }
  }
  const least = (field: Field): number => (field === 'source' ? 14 : field === 'size' || field === 'used' || field === 'avail' ? 5 : 0);
  const widths = wanted.map((field, index) => Math.max(least(field), ...lines.map((line) => line[index]?.length ?? 0)));
  const text = lines.map((line) =>
    line
      .map((cell, index) => {
        const field = wanted[index];
        if (field === 'target') return cell;
        return field === 'source' || field === 'fstype' ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0);
      })
      .join(' '),
  );
  return { stdout: `${text.join('\n')}\n`, stderr, exitCode: stderr === '' ? 0 : 1 };
};

function humanSize(bytes: number): string {
  const units = ['', 'K', 'M', 'G', 'T', 'P', 'E'];
  let value = bytes;
  let step = 0;
  while (value >= 1024 && step < units.length - 1) {
    value /= 1024;
    step += 1;
  }
  return `${step > 0 && value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : Math.ceil(value)}${units[step]}`;
}

export const dfProgram: Programs = { df };
