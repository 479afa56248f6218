import { describe, expect, it } from 'vitest';
import { hostKeysIn } from '../../../src/remote/host-keys.ts';
import { makeLoginKey } from '../../../src/remote/login-key.ts';
import { problemThrownBy } from './support.ts';

const key = () => makeLoginKey('').publicKey.trim();
const ecdsa =
  'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEmKSENjQEezOmxkZMy7opKgwFB9nkt5YRrYMjNuG5N87uRgg6CLrbo5wAdT/y6v0mKV0U2w0WZ2YB/++Tpockg=';
const bootA = '1231bb72-05e8-47d1-9d69-2f1ac942fd4d';
const bootB = '9f0e7c1a-4b1f-4f37-8a55-d1ad3f1f6f10';

const early = (boot: string, ...keys: string[]) =>
  [`-----BEGIN RANK0 HOST KEYS ${boot}-----`, ...keys.map((text) => `${text} root@glocluster0`), `-----END RANK0 HOST KEYS ${boot}-----`].join('\r\n');
const late = (...keys: string[]) => ['-----BEGIN SSH HOST KEY KEYS-----', ...keys, '-----END SSH HOST KEY KEYS-----'].join('\r\n');

describe('host keys in a serial log', () => {
  it('has none while none was printed, nor in a block that is not complete', () => {
    expect(hostKeysIn('')).toBeUndefined();
    expect(hostKeysIn(`[    0.0] Linux version 6.8\r\n-----BEGIN RANK0 HOST KEYS ${bootA}-----\r\n${key()}\r\n`)).toBeUndefined();
  });

  it('takes the block that our user data printed, ed25519 first and without comments', () => {
    const ed = key();
    expect(hostKeysIn(`noise\r\n${early(bootA, ecdsa, ed)}\r\nmore\r\n`)).toEqual({ keys: [ed, ecdsa], source: 'rank0', bootId: bootA });
  });

  it('falls back on the block of cloud-init, with the prefixes that a console adds and lines in between', () => {
    const ed = key();
    const log = [
      '[   23.412345] cloud-init[812]: -----BEGIN SSH HOST KEY KEYS-----',
      `[   23.412399] cloud-init[812]: ${ed} root@glocluster0`,
      '[   23.5] systemd[1]: Started something',
      `ci-info: ${ecdsa} root@glocluster0`,
      '[   23.412345] cloud-init[812]: -----END SSH HOST KEY KEYS-----',
    ].join('\r\n');
    expect(hostKeysIn(log)).toEqual({ keys: [ed, ecdsa], source: 'cloud-init' });
  });

  it('prefers its own block of an earlier line to a standard one that agrees', () => {
    const ed = key();
    expect(hostKeysIn(`${early(bootA, ed)}\r\n${late(ecdsa, ed)}`)).toMatchObject({ keys: [ed], source: 'rank0' });
  });

  it('passes over a key that lost characters on the way', () => {
    const ed = key();
    const cut = `${ed.slice(0, 30)}${ed.slice(34)}`;
    expect(hostKeysIn(early(bootA, cut, ecdsa))?.keys).toEqual([ecdsa]);
    expect(hostKeysIn(early(bootA, cut))).toBeUndefined();
  });

  it('takes the newest block where a machine booted again with other keys', () => {
    const [before, after] = [key(), key()];
    expect(hostKeysIn(`${early(bootA, before)}\r\n${late(before)}\r\n${early(bootB, after)}\r\n`)).toMatchObject({ keys: [after], bootId: bootB });
  });

  it('says where the machine has booted again since it printed them, and takes those of the new boot once they are there', () => {
    const [before, after] = [key(), key()];
    const old = `[    0.000000] Linux version 6.8.0\r\n${early(bootA, before)}\r\n${late(before)}\r\n`;
    expect(hostKeysIn(old)).toEqual({ keys: [before], source: 'rank0', bootId: bootA });
    const booting = `${old}[    0.000000] Linux version 6.8.0\r\nmore\r\n`;
    expect(hostKeysIn(booting)).toEqual({ keys: [before], source: 'rank0', bootId: bootA, bootedSince: true });
    expect(hostKeysIn(`${booting}${early(bootB, after)}\r\n`)).toEqual({ keys: [after], source: 'rank0', bootId: bootB });
  });

  it('takes the standard block of a new boot for the keys of that boot, not for a mismatch with the one before', () => {
    const [before, after] = [key(), key()];
    const log = `[    0.000000] Linux version 6.8.0\r\n${early(bootA, before)}\r\n[    0.000000] Linux version 6.8.0\r\n${late(after)}\r\n`;
    expect(hostKeysIn(log)).toEqual({ keys: [after], source: 'cloud-init' });
  });

  it.each([
    ['its own', (other: string) => early(bootA, other)],
    ['the standard', late],
  ])('stops everything where %s later block of the same boot has another key', (_, block) => {
    const thrown = problemThrownBy(() => hostKeysIn(`${early(bootA, key())}\r\n${block(key())}`));
    expect(thrown.problem.code).toBe('host-key-mismatch');
    expect(thrown.stopsRun).toBe(true);
    expect(thrown.problem.means).toContain('Somebody may be between');
  });
});
