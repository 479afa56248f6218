import { benchmark } from './benchmark.ts';
import { clusterSsh } from './cluster-ssh.ts';
import { helloMpi } from './hello-mpi.ts';
import { logIn } from './log-in.ts';
import { nodes } from './nodes.ts';
import { plan } from './plan.ts';
import { prune } from './prune.ts';
import { resourceGroup } from './resource-group.ts';
import { sharedFiles } from './shared-files.ts';
import { signIn } from './sign-in.ts';
import type { Stage } from './stage.ts';

/** The stages that have tasks, in the order of the road. */
export const stages: readonly Stage[] = [signIn, plan, resourceGroup, nodes, logIn, clusterSsh, helloMpi, benchmark, sharedFiles, prune];
