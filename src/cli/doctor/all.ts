import { azLogin, azProgram } from './az.ts';
import type { Check } from './check.ts';
import { clusters } from './clusters.ts';
import { clockSkew, endpoint } from './endpoint.ts';
import { diskSpace, homeWritable } from './home.ts';
import { nodeVersion } from './node-version.ts';
import { outgoingSsh } from './outgoing-ssh.ts';
import { prices } from './prices.ts';
import { proxy } from './proxy.ts';
import { sshProgram } from './ssh.ts';
import { terminal } from './terminal.ts';

/** Every check, in the order in which it is read: this machine, the way to Azure, what is kept here. */
export const checks: readonly Check[] = [
  nodeVersion,
  terminal,
  sshProgram,
  azProgram,
  proxy,
  endpoint,
  clockSkew,
  azLogin,
  prices,
  outgoingSsh,
  homeWritable,
  diskSpace,
  clusters,
];
