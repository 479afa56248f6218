import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { userData } from '../../../src/remote/user-data.ts';
import { problemThrownBy } from './support.ts';

const refused = (own: string) => problemThrownBy(() => userData({ packageUpgrade: false, own }));

/** Parts of a MIME message made by `userData`, decoded. */
function partsOf(text: string): { type: string; body: string }[] {
  const boundary = /boundary="(rank0-[0-9a-f]+)"/.exec(text)?.[1];
  if (boundary === undefined) throw new Error('no MIME message');
  return text
    .split(new RegExp(`^--${boundary}(?:--)?$`, 'm'))
    .slice(1, -1)
    .map((part) => {
      const [head = '', ...rest] = part.trimStart().split('\n\n');
      const body = rest.join('\n\n').replace(/\n$/, '');
      return { type: /^Content-Type: ([^;\n]+)/m.exec(head)?.[1] ?? '', body: head.includes('base64') ? Buffer.from(body, 'base64').toString() : body };
    });
}

describe('our user data', () => {
  it('is a cloud-config with what the road needs, and no upgrade unless asked', () => {
    const text = userData({ packageUpgrade: false });
    expect(text.startsWith('#cloud-config\n')).toBe(true);
    expect(parse(text)).toMatchObject({ package_update: true, package_upgrade: false, packages: ['clustershell', 'openmpi-bin', 'libopenmpi-dev'] });
    expect(parse(userData({ packageUpgrade: true, packages: ['clustershell', 'htop', 'htop'] }))).toMatchObject({
      package_upgrade: true,
      packages: ['clustershell', 'htop'],
    });
  });

  it('prints the host keys in the background, only after the stage that remakes them, and for a bounded time', () => {
    const { bootcmd } = parse(userData({ packageUpgrade: false })) as { bootcmd: string[] };
    expect(bootcmd).toHaveLength(1);
    expect(bootcmd[0]).toMatch(/\n\) > \/dev\/null 2>&1 &\n$/);
    expect(bootcmd[0]?.indexOf('/run/cloud-init/status.json')).toBeLessThan(bootcmd[0]?.indexOf('/etc/ssh/ssh_host_') as number);
    expect(bootcmd[0]).toContain('-ge 900');
    expect(bootcmd[0]).toContain('-----BEGIN RANK0 HOST KEYS $id-----');
  });

  const stage = (finished: number | null, order: 'sorted' | 'as made') =>
    order === 'sorted'
      ? { errors: [], finished, recoverable_errors: {}, start: 1 }
      : { errors: [], recoverable_errors: { WARNING: ['[x]'] }, start: 1, finished };

  it.each(['sorted', 'as made'] as const)('prints them once the stage init is over, wherever status.json says so (%s)', (order) => {
    const folder = mkdtempSync(join(tmpdir(), 'rank0-bootcmd-'));
    try {
      const { bootcmd } = parse(userData({ packageUpgrade: false })) as { bootcmd: string[] };
      const script = (bootcmd[0] as string)
        .replaceAll('/run/', `${folder}/run/`)
        .replaceAll('/etc/ssh', folder)
        .replaceAll('/dev/console', `${folder}/console`)
        .replace('-ge 900', '-ge 0')
        .replace(/&\n$/, '\n');
      mkdirSync(join(folder, 'run/cloud-init'), { recursive: true });
      writeFileSync(join(folder, 'ssh_host_ed25519_key.pub'), 'ssh-ed25519 AAAA root@node0\n');
      const look = (init: number | null): void => {
        const status = { v1: { 'init-local': stage(1.5, order), init: stage(init, order), 'modules-final': stage(null, order), stage: 'init' } };
        writeFileSync(join(folder, 'run/cloud-init/status.json'), JSON.stringify(status, null, 1));
        execFileSync('sh', ['-c', script]);
      };
      look(null);
      expect(existsSync(join(folder, 'console'))).toBe(false);
      look(17.25);
      expect(readFileSync(join(folder, 'console'), 'utf8')).toMatch(
        /^\n-----BEGIN RANK0 HOST KEYS ([0-9a-f-]{36})-----\nssh-ed25519 AAAA root@node0\n-----END RANK0 HOST KEYS \1-----\n$/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is the same text for the same choices', () => {
    const own = '#!/bin/sh\necho é\n';
    expect(userData({ packageUpgrade: false, own })).toBe(userData({ packageUpgrade: false, own }));
  });
});

describe("the person's own user data", () => {
  it.each([
    ['#cloud-config\npackages: [htop]\n', 'text/cloud-config'],
    ['#!/bin/bash\necho hi\n', 'text/x-shellscript'],
    ['#include\nhttps://example.org/a\n', 'text/x-include-url'],
    ['#include-once\nhttps://example.org/a\n', 'text/x-include-once-url'],
    ['#cloud-boothook\necho hi\n', 'text/cloud-boothook'],
    ['#cloud-config-archive\n- type: text/cloud-config\n', 'text/cloud-config-archive'],
    ['## template: jinja\n#cloud-config\nhostname: {{ v1.instance_id }}\n', 'text/jinja2'],
  ])('goes first, as what its first line says: %j', (own, type) => {
    const parts = partsOf(userData({ packageUpgrade: false, own }));
    expect(parts.map((part) => part.type)).toEqual([type, 'text/cloud-config']);
    expect(parts[0]?.body).toBe(own);
    expect(parse(parts[1]?.body ?? '')).toMatchObject({ merge_how: 'list(append)+dict(no_replace,recurse_list)+str()' });
  });

  it('keeps letters beyond ASCII, and loses the line ends and the mark of Windows', () => {
    expect(partsOf(userData({ packageUpgrade: false, own: '\uFEFF#!/bin/sh\r\necho Grüße\r\n' }))[0]?.body).toBe('#!/bin/sh\necho Grüße\n');
  });

  it('may be a MIME message, which nests as it is', () => {
    const own = 'Content-Type: multipart/mixed; boundary="xx"\nMIME-Version: 1.0\n\n--xx\nContent-Type: text/x-shellscript\n\n#!/bin/sh\n--xx--\n';
    expect(userData({ packageUpgrade: false, own })).toContain(`\n${own}`);
  });

  it('is refused where cloud-init would not know what it is', () => {
    const { problem, exitCode } = refused('packages: [htop]\n');
    expect([problem.code, exitCode]).toEqual(['custom-data-kind-unknown', 2]);
    expect(problem.means).toContain('#cloud-config');
  });

  it('is refused with line and column where it is not YAML', () => {
    const { problem, exitCode } = refused('#cloud-config\npackages:\n  - a\n runcmd: [\n');
    expect([problem.code, exitCode]).toEqual(['custom-data-yaml', 2]);
    expect(problem.message).toMatch(/line \d+, column \d+/);
    expect(refused('#cloud-config\n- a\n- b\n').message).toContain('line 2, column 1');
  });

  it('is refused where it has a key that cloud-init would pass over', () => {
    const { problem, exitCode } = refused('#cloud-config\nruncmd: [true]\npackges: [htop]\n');
    expect([problem.code, exitCode]).toEqual(['custom-data-key-unknown', 2]);
    expect(problem.message).toContain('packges (line 3, column 1). Did you mean packages?');
  });

  it('is refused where its users would leave out the one to log in as', () => {
    expect(refused('#cloud-config\nusers:\n  - name: bob\n').problem.code).toBe('custom-data-users');
    expect(() => userData({ packageUpgrade: false, own: '#cloud-config\nusers:\n  - default\n  - name: bob\n' })).not.toThrow();
  });

  it('is refused where both together are longer than Azure takes', () => {
    const { problem, exitCode } = refused(`#!/bin/sh\n${'#'.repeat(64_900)}\n`);
    expect([problem.code, exitCode]).toEqual(['custom-data-too-long', 2]);
    expect(problem.message).toMatch(/^the user data has 6\d{4} bytes/);
    expect(() => userData({ packageUpgrade: false, own: `#!/bin/sh\n${'#'.repeat(63_000)}\n` })).not.toThrow();
  });
});
