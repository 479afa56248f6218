import type { KnownProblem } from '../state/known-problem.ts';

/**
 * What goes wrong on nodes and on the way to them, by our own codes: nothing of it is known to Azure. What each means stands where
 * it is told apart, as that rests on evidence; here is how far the evidence carries, and what leads on.
 */
export const remoteProblems: Readonly<Record<string, KnownProblem>> = {
  'ssh-refused': { sure: 'certain', ways: ['wait', 'retry'], wait: 30 },
  'ssh-timeout': { sure: 'likely', ways: ['retry', 'rule', 'wait'], wait: 30 },
  'ssh-lost': { sure: 'likely', ways: ['retry', 'wait'], wait: 30 },
  'ssh-login-refused': { sure: 'certain', ways: ['retry', 'anew'] },
  'login-refused': { sure: 'likely', ways: ['retry', 'anew'] },
  'command-timeout': { sure: 'certain', ways: ['retry', 'wait'], wait: 30 },
  'host-key-unknown': { sure: 'certain', ways: ['retry'] },
  'host-key-mismatch': { sure: 'guess', ways: ['rebuild', 'retry', 'anew'] },
  'head-unreachable': { sure: 'likely', ways: ['retry', 'wait', 'rule'], wait: 30 },
  'not-through-head': { sure: 'likely', ways: ['retry', 'wait'], wait: 30 },
  'tunnel-forbidden': { sure: 'certain', ways: ['retry'] },
  'gateway-without-effect': { sure: 'guess', ways: ['retry', 'wait'], wait: 60 },
  'host-key-line-missing': { sure: 'certain', ways: ['retry'] },
  'cloud-init-failed': { sure: 'certain', ways: ['retry', 'rebuild', 'anew'] },
  'cloud-init-missing': { sure: 'likely', ways: ['anew', 'retry'] },
  'packages-missing': { sure: 'likely', ways: ['mend', 'retry', 'rebuild'] },
  'mend-failed': { sure: 'certain', ways: ['retry', 'anew'] },
  'key-not-copied': { sure: 'likely', ways: ['retry', 'anew'] },
  'name-unknown': { sure: 'likely', ways: ['wait', 'retry'], wait: 60 },
  'node-silent': { sure: 'likely', ways: ['retry', 'wait', 'anew'], wait: 30 },
  'node-unreachable-from-head': { sure: 'likely', ways: ['retry', 'wait', 'anew'], wait: 30 },
  'compile-failed': { sure: 'likely', ways: ['retry', 'anew'] },
  'hello-timeout': { sure: 'likely', ways: ['retry', 'wait', 'anew'], wait: 30 },
  'hello-incomplete': { sure: 'likely', ways: ['retry', 'wait', 'anew'], wait: 30 },
  'command-failed': { sure: 'likely', ways: ['retry'] },
  'fabric-missing': { sure: 'likely', ways: ['retry', 'anew', 'size'] },
  'fabric-inactive': { sure: 'likely', ways: ['wait', 'retry', 'anew'], wait: 60 },
};
