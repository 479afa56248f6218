import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { knownHostsText } from '../../../src/remote/known-hosts.ts';
import { sshConfigText } from '../../../src/remote/ssh-config.ts';
import type { ClusterNode } from '../../../src/state/events.ts';

const node = (index: number, more: Partial<ClusterNode> = {}): ClusterNode => ({
  name: `glocluster${index}`,
  role: index === 0 ? 'head' : 'node',
  machineId: `/vm/${index}`,
  privateAddress: `10.0.0.${7 - index}`,
  publicAddress: `203.0.113.${index + 1}`,
  hostKeys: [`ssh-ed25519 KEY${index}`],
  ...more,
});

const lineOf0 = 'glocluster0,10.0.0.7,203.0.113.1 ssh-ed25519 KEY0';
const lineOf1 = 'glocluster1,10.0.0.6,203.0.113.2 ssh-ed25519 KEY1';

describe('known_hosts', () => {
  it('has every key under name, private and public address', () => {
    expect(knownHostsText([node(0), node(1, { publicAddress: undefined })])).toBe(`${lineOf0}\nglocluster1,10.0.0.6 ssh-ed25519 KEY1\n`);
  });

  it('drops the lines of nodes that left, and keeps one whose address came again', () => {
    const three = knownHostsText([node(0), node(1), node(2)], 'github.com ssh-ed25519 GIT\n');
    const heir = node(3, { privateAddress: node(2).privateAddress });
    const text = knownHostsText([node(0), heir], three, [node(1), node(2)]);
    expect(text).toBe(`github.com ssh-ed25519 GIT\n${lineOf0}\nglocluster3,10.0.0.5,203.0.113.4 ssh-ed25519 KEY3\n`);
    expect(knownHostsText([node(0), heir], text, [node(1), node(2)])).toBe(text);
  });

  it('knows a name however it is written: OpenSSH makes all of its names lower case', () => {
    const shouting = node(0, { name: 'glocluster00000A' });
    const salt = Buffer.from('saltsaltsaltsaltsalt');
    const hash = createHmac('sha1', salt).update('glocluster00000a').digest('base64');
    const existing = `glocluster00000a ssh-ed25519 STALE\n|1|${salt.toString('base64')}|${hash} ssh-ed25519 STALE\n`;
    expect(knownHostsText([shouting], existing)).toBe('glocluster00000A,10.0.0.7,203.0.113.1 ssh-ed25519 KEY0\n');
  });

  it('keeps what is foreign where it is and is at rest the second time', () => {
    const existing = '# mine\ngithub.com ssh-ed25519 GIT\n\n@cert-authority *.example.org ssh-ed25519 CA';
    const once = knownHostsText([node(0), node(1)], existing);
    expect(once).toBe(`# mine\ngithub.com ssh-ed25519 GIT\n\n@cert-authority *.example.org ssh-ed25519 CA\n${lineOf0}\n${lineOf1}\n`);
    expect(knownHostsText([node(0), node(1)], once)).toBe(once);
    const appended = `${once}gitlab.com ssh-ed25519 LAB\n`;
    expect(knownHostsText([node(0), node(1)], appended)).toBe(appended);
  });

  it('replaces stale lines of its own nodes, hashed ones too, and leaves their neighbours in the line', () => {
    const salt = Buffer.from('saltsaltsaltsaltsalt');
    const hash = createHmac('sha1', salt).update('10.0.0.7').digest('base64');
    const foreign = createHmac('sha1', salt).update('example.org').digest('base64');
    const existing = [
      'glocluster0 ssh-ed25519 STALE',
      `|1|${salt.toString('base64')}|${hash} ssh-ed25519 STALE`,
      `|1|${salt.toString('base64')}|${foreign} ssh-ed25519 MINE`,
      'example.net,glocluster1 ssh-rsa SHARED',
      '',
    ].join('\r\n');
    expect(knownHostsText([node(0), node(1)], existing).split('\n')).toEqual([
      `|1|${salt.toString('base64')}|${foreign} ssh-ed25519 MINE`,
      'example.net ssh-rsa SHARED',
      lineOf0,
      lineOf1,
      '',
    ]);
  });
});

describe("the laptop's ssh_config", () => {
  it('has all that ssh needs, in files of the cluster alone', () => {
    const text = sshConfigText({ nodes: [node(0), node(1)], user: 'glock', folder: '/home/me/100% mine/glocluster' });
    expect(text).toContain('Host glocluster0 glocluster-head\n  HostName 203.0.113.1\n  HostKeyAlias glocluster0\n');
    expect(text).toContain('Host glocluster0 glocluster-head glocluster1\n  User glock\n  IdentityFile "/home/me/100%% mine/glocluster/login_key"\n');
    expect(text).toContain('StrictHostKeyChecking yes');
    expect(text).toContain('UserKnownHostsFile "/home/me/100%% mine/glocluster/known_hosts"');
  });

  it('goes through the head to a node without a public address', () => {
    expect(sshConfigText({ nodes: [node(0), node(1, { publicAddress: undefined })], user: 'glock', folder: '/c' })).toContain(
      'Host glocluster1\n  HostName 10.0.0.6\n  ProxyJump glocluster0\n',
    );
  });

  it('writes Windows paths with forward slashes', () => {
    expect(sshConfigText({ nodes: [node(0)], user: 'glock', folder: 'C:\\Users\\me\\rank0' })).toContain('"C:/Users/me/rank0/login_key"');
  });
});
