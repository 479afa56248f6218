import { describe, expect, it } from 'vitest';
import { eventually } from './support/bare-nodes.ts';
import { startLab } from './support/lab.ts';
import { linesOf, messageOf, states, upIn } from './support/up.ts';

// What stops the whole program on real machines, and what must not.

describe.concurrent('up stops', () => {
  it.concurrent.each([
    ['other-key', 'glocluster2 (203.0.113.'],
    ['other-key-inside', 'glocluster2, seen from glocluster0'],
  ] as const)('where a host key is not the one of the serial console (%s)', async (fault, message) => {
    const lab = await startLab({ arm: true });
    try {
      await lab.plan('glocluster2', fault);
      const up = await lab.rank0(upIn(lab, '--count', '3'));
      expect(up.exitCode).toBe(1);
      expect(linesOf(up).find((line) => line.state === 'failed')?.error).toMatchObject({
        code: 'host-key-mismatch',
        message: expect.stringContaining(message),
      });
      expect(states(up).get('hello/run')).not.toBe('done');
    } finally {
      await lab.end();
    }
  });

  it.concurrent('not for a disk that has old keys on it, nor for its killed self: the next run finds its machines', async () => {
    const lab = await startLab({ arm: true });
    try {
      await lab.plan('glocluster1', 'stale-keys');
      const killed = await lab.rank0(upIn(lab, '--count', '2'), {
        onOutput: (stdout, child) => void (/"task":"machine\/glocluster1","state":"making"/.test(stdout) && child.kill('SIGKILL')),
      });
      expect(killed.signal).toBe('SIGKILL');
      const up = await lab.rank0(upIn(lab, '--count', '2'));
      expect(up.exitCode, up.stderr + up.stdout.slice(-1500)).toBe(0);
      expect(messageOf(up, 'hello/run').split('\n')).toHaveLength(2);
      expect((await lab.serialLog('glocluster1')).match(/BEGIN RANK0 HOST KEYS/g)).toHaveLength(2);
    } finally {
      await lab.end();
    }
  });

  it.concurrent('at a frozen node within 30 s, by name, and goes on when it thaws', async () => {
    const lab = await startLab({ arm: true });
    try {
      let frozen: Promise<void> | undefined;
      const up = await lab.rank0(upIn(lab, '--count', '3'), {
        onOutput: (stdout) => {
          if (/"task":"clush","state":"observing"/.test(stdout)) frozen ??= lab.fault('glocluster2', 'freeze');
        },
      });
      await frozen;
      expect(up.exitCode).toBe(1);
      const failed = linesOf(up).find((line) => line.state === 'failed');
      expect(JSON.stringify(failed?.error)).toContain('glocluster2');
      const clush = linesOf(up).find((line) => line.task === 'clush');
      expect(Date.parse(String(failed?.['time'])) - Date.parse(String(clush?.['time']))).toBeLessThan(30_000);
      await lab.fault('glocluster2', 'thaw');
      const again = await lab.rank0(upIn(lab, '--count', '3'));
      expect(again.exitCode, again.stdout.slice(-1500)).toBe(0);
    } finally {
      await lab.end();
    }
  });

  it.concurrent('for a package upgrade only as long as the restart takes', async () => {
    const lab = await startLab({ arm: true });
    try {
      const up = await lab.rank0(upIn(lab, '--count', '2', '--package-upgrade'));
      expect(up.exitCode, up.stdout.slice(-1500)).toBe(0);
      for (const name of ['glocluster0', 'glocluster1']) {
        const log = await eventually('second boot', 1, () => lab.serialLog(name));
        expect(log.match(/Linux version/g)).toHaveLength(2);
      }
    } finally {
      await lab.end();
    }
  });
});
