import { codesIn } from '../azure/error-codes.ts';
import { azureErrors, meaningOf } from '../azure/error-meanings.ts';
import { remoteProblems } from '../remote/known-problems.ts';
import type { KnownProblem } from '../state/known-problem.ts';
import type { Problem } from '../state/problem.ts';

/** What rank0 itself finds out about Azure, its own machine and the way to the nodes. */
const ownProblems: Readonly<Record<string, KnownProblem>> = {
  // Preflight: Azure would refuse it.
  'quota-exceeded': { sure: 'certain', ways: ['fewer', 'size', 'quota'] },
  'size-not-offered': { sure: 'certain', ways: ['size', 'region'] },
  'size-not-in-region': { sure: 'certain', ways: ['size', 'region'] },
  'size-without-infiniband': { sure: 'certain', ways: ['size', 'region'] },
  'storage-not-in-region': { sure: 'certain', ways: ['region', 'change'] },
  'size-unknown': { sure: 'certain', ways: ['size', 'region'] },
  'location-unknown': { sure: 'certain', ways: ['region'] },
  'image-does-not-fit': { sure: 'certain', ways: ['change', 'size'] },
  'image-version-gone': { sure: 'certain', ways: ['change', 'region'] },
  'names-taken': { sure: 'certain', ways: ['change', 'retry'] },
  'name-taken': { sure: 'certain', ways: ['change', 'anew'] },
  'group-not-ours': { sure: 'certain', ways: ['change', 'retry'] },
  'lock-not-yours': { sure: 'certain', ways: ['retry'] },
  'group-not-empty-of-others': { sure: 'certain', ways: ['retry'] },
  'cluster-gone': { sure: 'certain', ways: ['retry'] },
  // Adoption.
  'no-key-opens': { sure: 'certain', ways: ['retry'] },
  // What is there is not what was asked for.
  'other-machine': { sure: 'certain', ways: ['anew', 'retry'] },
  'other-region': { sure: 'certain', ways: ['anew', 'retry'] },
  'other-scale-set': { sure: 'certain', ways: ['anew', 'retry'] },
  'account-without-nfs': { sure: 'certain', ways: ['change', 'retry'] },
  'subnet-gone': { sure: 'certain', ways: ['retry', 'anew'] },
  'other-card': { sure: 'certain', ways: ['anew', 'retry'] },
  // Adoption, and off at a time of day.
  'no-host-keys': { sure: 'likely', ways: ['wait', 'retry'], wait: 60 },
  'nodes-not-running': { sure: 'certain', ways: ['retry'] },
  'autostop-scale-set': { sure: 'certain', ways: ['retry'] },
  'autostop-missed': { sure: 'certain', ways: ['retry'] },
  // Pruning, which takes nothing away before the way in was tried.
  'head-not-pruned': { sure: 'certain', ways: ['retry'] },
  'head-without-address': { sure: 'certain', ways: ['retry'] },
  'update-replaces-disks': { sure: 'certain', ways: ['retry'] },
  'instances-failed': { sure: 'likely', ways: ['retry', 'anew', 'size'] },
  'not-so': { sure: 'guess', ways: ['retry', 'wait', 'anew'], wait: 60 },
  'still-pending': { sure: 'likely', ways: ['wait', 'retry', 'anew'], wait: 300 },
  'operation-too-long': { sure: 'likely', ways: ['wait', 'retry', 'anew'], wait: 300 },
  OperationFailed: { sure: 'guess', ways: ['retry', 'wait', 'anew'], wait: 60 },
  // The way to Azure.
  'endpoint-unreachable': { sure: 'likely', ways: ['retry', 'wait'], wait: 30 },
  'certificate-unknown': { sure: 'likely', ways: ['retry'] },
  'not-signed-in': { sure: 'certain', ways: ['retry', 'sign-in'] },
  'no-subscription': { sure: 'certain', ways: ['sign-in', 'retry'] },
  'subscription-disabled': { sure: 'certain', ways: ['retry', 'sign-in'] },
  // The way to the nodes.
  'ssh-rule-missing': { sure: 'certain', ways: ['rule', 'retry'] },
  'security-group-missing': { sure: 'certain', ways: ['retry'] },
  'ssh-source-changed': { sure: 'certain', ways: ['rule', 'retry'] },
  'outgoing-ssh-blocked': { sure: 'likely', ways: ['retry', 'wait'], wait: 60 },
  'ssh-unreachable': { sure: 'guess', ways: ['retry', 'rule', 'wait'], wait: 30 },
  'ssh-not-up': { sure: 'likely', ways: ['wait', 'retry', 'anew'], wait: 60 },
  'caller-address-unknown': { sure: 'certain', ways: ['retry', 'change'] },
  'ssh-missing': { sure: 'certain', ways: ['retry'] },
  'node-keys-unknown': { sure: 'certain', ways: ['retry'] },
  'no-answer': { sure: 'likely', ways: ['retry'] },
  'cloud-init-log-unread': { sure: 'likely', ways: ['retry'] },
  'az-missing': { sure: 'certain', ways: ['retry'] },
  // This machine.
  'home-not-writable': { sure: 'certain', ways: ['retry'] },
  'disk-full': { sure: 'certain', ways: ['retry'] },
  'own-file-unreadable': { sure: 'certain', ways: ['retry'] },
  'own-file-not-written': { sure: 'certain', ways: ['retry'] },
  'path-not-includable': { sure: 'certain', ways: ['retry'] },
  'nothing-to-open': { sure: 'certain', ways: ['retry'] },
  'cluster-in-use': { sure: 'certain', ways: ['retry', 'wait'], wait: 15 },
  internal: { sure: 'guess', ways: ['retry'] },
};

/** All codes that are known: Azure's, those of the nodes, our own. */
export const knownCodes: readonly string[] = [...Object.keys(azureErrors), ...Object.keys(remoteProblems), ...Object.keys(ownProblems)];

/** What is known of a problem: by the innermost reason that is known at all. Undefined for a code that nobody told rank0 about. */
export function knownProblem(problem: Problem): KnownProblem | undefined {
  for (const error of codesIn(problem)) {
    const known = meaningOf(error, '') ?? remoteProblems[error.code] ?? ownProblems[error.code];
    if (known) return known;
  }
  return undefined;
}
