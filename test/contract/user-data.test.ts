import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { userData } from '../../src/remote/user-data.ts';

const cloudInit = spawnSync('cloud-init', ['--version']).status === 0;
if (!cloudInit && process.env['CI'] === 'true') throw new Error('cloud-init is not installed: the user data cannot be judged by it');

/** What real cloud-init says of a text: undefined where it is content. */
function refusal(text: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'rank0-user-data-'));
  try {
    const file = join(folder, 'user-data');
    writeFileSync(file, text);
    const { status, stdout, stderr } = spawnSync('cloud-init', ['schema', '--config-file', file], { encoding: 'utf8' });
    return status === 0 ? undefined : `${stdout}${stderr}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The cloud-config parts of user data: itself, or those of its MIME parts. */
function configsOf(text: string): string[] {
  if (text.startsWith('#cloud-config')) return [text];
  return [...text.matchAll(/^Content-Type: text\/cloud-config[\s\S]*?\r?\n\r?\n([\s\S]*?)\r?\n--/gm)].map((match) => {
    const body = match[1] as string;
    return body.startsWith('#cloud-config') ? body : Buffer.from(body, 'base64').toString('utf8');
  });
}

describe.skipIf(!cloudInit)('the user data, judged by real cloud-init', () => {
  it.each([false, true])('is accepted (packageUpgrade %s)', (packageUpgrade) => {
    const configs = configsOf(userData({ packageUpgrade }));
    expect(configs.length).toBeGreaterThan(0);
    for (const config of configs) expect(refusal(config)).toBeUndefined();
  });

  it("is accepted with the person's own merged in", () => {
    const configs = configsOf(userData({ packageUpgrade: false, own: '#cloud-config\npackages: [htop]\nruncmd:\n  - [touch, /tmp/mine]\n' }));
    expect(configs.length).toBe(2);
    for (const config of configs) expect(refusal(config)).toBeUndefined();
  });

  it('would be refused with a wrong type, so this test can fail', () => {
    expect(refusal('#cloud-config\npackages: 7\n')).toContain('packages');
  });
});
