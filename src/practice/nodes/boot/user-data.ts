import { parse, YAMLParseError } from 'yaml';
import { mergeConfig } from './merge-config.ts';
import { mimeParts, type Part } from './mime.ts';

export interface FileToWrite {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
  /** `user:group` */
  readonly owner: string;
  readonly append: boolean;
  readonly deferred: boolean;
}

/** A line for the shell as cloud-init takes it: a string is a line, a list is a command and its words. */
export type ShellItem = string | readonly string[];

/** What cloud-init makes of user data. */
export interface CloudConfig {
  readonly packages: readonly string[];
  readonly packageUpdate: boolean;
  readonly packageUpgrade: boolean;
  readonly rebootIfRequired: boolean;
  readonly bootcmd: readonly ShellItem[];
  readonly runcmd: readonly ShellItem[];
  readonly writeFiles: readonly FileToWrite[];
  readonly hostname?: string;
  readonly finalMessage?: string;
  readonly emitKeys: boolean;
  /** Scripts for the final stage, in their order. */
  readonly scripts: readonly { readonly name: string; readonly text: string }[];
  /** Scripts that run at every boot before anything else. */
  readonly boothooks: readonly string[];
  /** What cloud-init warns of while it reads: the run is then degraded, not failed. */
  readonly warnings: readonly string[];
}

const starts: readonly (readonly [start: string, type: string])[] = [
  ['#cloud-config-archive', 'text/cloud-config-archive'],
  ['#cloud-config', 'text/cloud-config'],
  ['#cloud-boothook', 'text/cloud-boothook'],
  ['#!', 'text/x-shellscript'],
];

/** Reads user data as cloud-init does: by its first line, or part by part. What it cannot read it passes over with a warning. */
export function readUserData(text: string | undefined): CloudConfig {
  const warnings: string[] = [];
  let config: Record<string, unknown> = {};
  const scripts: { name: string; text: string }[] = [];
  const boothooks: string[] = [];
  for (const part of partsOf(text ?? '')) {
    switch (part.type) {
      case 'text/cloud-config': {
        const read = readYaml(part.text, warnings);
        if (read) config = mergeConfig(config, read, part.mergeType);
        break;
      }
      case 'text/x-shellscript':
        scripts.push({ name: part.name, text: part.text });
        break;
      case 'text/cloud-boothook':
        boothooks.push(part.text.replace(/^#cloud-boothook\n/, ''));
        break;
      default:
        warnings.push(`Unhandled non-multipart (${part.type}) userdata: '${JSON.stringify(part.text.slice(0, 32))}...'`);
    }
  }
  return { ...configOf(config, warnings), scripts, boothooks, warnings };
}

function partsOf(text: string): readonly Part[] {
  if (text.trim() === '') return [];
  if (/^(content-type|mime-version):/i.test(text)) return mimeParts(text).map((part) => typed(part.text, part));
  return [typed(text, { type: 'text/plain', name: 'part-001', text })];
}

/** Where the type says nothing, the first line does. */
function typed(text: string, part: Part): Part {
  if (part.type !== 'text/plain') return part;
  const found = starts.find(([start]) => text.startsWith(start));
  return found ? { ...part, type: found[1] } : { ...part, type: 'text/x-not-multipart' };
}

function readYaml(text: string, warnings: string[]): Record<string, unknown> | undefined {
  try {
    const read: unknown = parse(text);
    if (read === null) return {};
    if (typeof read === 'object' && !Array.isArray(read)) return read as Record<string, unknown>;
    warnings.push(`Failed loading yaml blob. Yaml load allows (<class 'dict'>,) root types, but got ${Array.isArray(read) ? 'list' : typeof read} instead`);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const [start] = error.linePos ?? [];
    warnings.push(`Failed loading yaml blob. Invalid format at line ${start?.line ?? 1} column ${start?.col ?? 1}: "${error.message.split('\n')[0] ?? ''}"`);
  }
  return undefined;
}

function configOf(config: Record<string, unknown>, warnings: string[]): Omit<CloudConfig, 'scripts' | 'boothooks' | 'warnings'> {
  const list = (key: string): readonly unknown[] => {
    const value = config[key];
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value;
    warnings.push(`cloud-config failed schema validation! ${key}: ${JSON.stringify(value)} is not of type 'array'`);
    return [];
  };
  const yes = (key: string): boolean => config[key] === true || /^(true|1|on|yes)$/i.test(String(config[key] ?? ''));
  const ssh = (config['ssh'] ?? {}) as { emit_keys_to_console?: unknown };
  const hostname = config['hostname'];
  const finalMessage = config['final_message'];
  return {
    packages: list('packages').map((each) => String(Array.isArray(each) ? each[0] : each)),
    packageUpdate: yes('package_update'),
    packageUpgrade: yes('package_upgrade'),
    rebootIfRequired: yes('package_reboot_if_required'),
    bootcmd: list('bootcmd') as readonly ShellItem[],
    runcmd: list('runcmd') as readonly ShellItem[],
    writeFiles: list('write_files').map((each) => fileOf(each as Record<string, unknown>)),
    ...(typeof hostname === 'string' ? { hostname } : {}),
    ...(typeof finalMessage === 'string' ? { finalMessage } : {}),
    emitKeys: ssh.emit_keys_to_console !== false,
  };
}

function fileOf(each: Record<string, unknown>): FileToWrite {
  const content = String(each['content'] ?? '');
  const encoded = /^(b64|base64)$/.test(String(each['encoding'] ?? ''));
  const permissions = each['permissions'];
  return {
    path: String(each['path'] ?? ''),
    content: encoded ? Buffer.from(content, 'base64').toString('utf8') : content,
    // A quoted '0644' is octal; without quotes YAML has read it as a number already.
    mode: typeof permissions === 'number' ? permissions : Number.parseInt(String(permissions ?? '0644'), 8),
    owner: String(each['owner'] ?? 'root:root'),
    append: each['append'] === true,
    deferred: each['defer'] === true,
  };
}

/** The script that cloud-init makes of `bootcmd` and `runcmd`. */
export function shellScript(items: readonly ShellItem[]): string {
  const line = (item: ShellItem): string => (typeof item === 'string' ? item : item.map((word) => `'${String(word).replaceAll("'", `'\\''`)}'`).join(' '));
  return `#!/bin/sh\n${items.map((item) => `${line(item)}\n`).join('')}`;
}
