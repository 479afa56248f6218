import type { Check } from './check.ts';

/** The system's ssh, for `rank0 ssh` and shells in the wizard. rank0's own connections do without it. */
export const sshProgram: Check = {
  name: 'ssh',
  needed: false,
  seconds: 5,
  look: async ({ run }, signal) => {
    const answer = await run('ssh', ['-V'], signal);
    const what = 'for shells: `rank0 ssh`, and the key s in the wizard';
    if (!answer) {
      const install = process.platform === 'win32' ? 'Settings, Optional features, OpenSSH Client' : 'with the system’s packages: openssh-client';
      return { ok: false, detail: `not there (${what})`, next: `Install it: ${install}` };
    }
    const version = /OpenSSH[\w ]*_([\d.]+)/.exec(answer.output);
    const detail = answer.output.trim().split('\n')[0] ?? '';
    if (!version) return { ok: false, detail, next: 'It is not OpenSSH; the ssh_config of a cluster is written for that' };
    const [major = 0, minor = 0] = (version[1] ?? '').split('.').map(Number);
    // ProxyJump came with 7.3.
    const ok = major > 7 || (major === 7 && minor >= 3);
    return { ok, detail, ...(ok ? {} : { next: 'Update it: nodes behind the head are reached with ProxyJump, which came with OpenSSH 7.3' }) };
  },
};
