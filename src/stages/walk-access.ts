import { networkPlan } from '../azure/blueprint.ts';
import type { Access } from '../remote/access.ts';
import { mpiStackOf } from '../remote/mpi-stack.ts';
import type { Nodes } from '../remote/nodes.ts';
import type { Choices } from '../state/choices.ts';
import type { Session } from '../state/session.ts';
import { namesOf } from './node-names.ts';

/** What a walk knows of its nodes, asked for because it changes on the way. */
interface Known {
  choices(): Choices;
  session(): Session;
  connections(): Nodes;
  /** Of the size; undefined before the plan has run. */
  vCPUs(): number | undefined;
}

/** The nodes of a walk as the remote tasks use them. */
export function accessOf({ choices, session, connections, vCPUs }: Known): Access {
  return {
    get cluster() {
      return choices().name;
    },
    get nodes() {
      return connections();
    },
    node: (name) => {
      const node = session().nodes.find((one) => one.name === name);
      if (!node) throw new Error(`${name} is not known yet`);
      return node;
    },
    get names() {
      return namesOf(choices(), session());
    },
    get gone() {
      return session().gone ?? [];
    },
    get user() {
      return choices().adminUsername;
    },
    subnet: networkPlan.subnetPrefix,
    get vCPUs() {
      return vCPUs() ?? 1;
    },
    get mpi() {
      return mpiStackOf(choices().image);
    },
  };
}
