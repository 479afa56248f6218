import type { OpenCluster } from '../../screens/model/cluster-view.ts';
import type { WizardWalk } from './services.ts';

/** A cluster that is open, as screens know it. */
export function clusterOf(walk: WizardWalk): OpenCluster {
  const { choices, folder, session } = walk;
  return {
    choices,
    ownProgram: walk.ownProgram(),
    folder,
    begun: session.stage !== 'sign-in' && session.stage !== 'plan',
    nodes: session.nodes,
    ...(session.createdAt === undefined ? {} : { createdAt: Date.parse(session.createdAt) }),
    ...(session.price === undefined ? {} : { price: session.price }),
    ...(session.powers === undefined ? {} : { powers: session.powers }),
    ...(session.adopted === undefined ? {} : { adopted: true }),
    ...(session.autostop === undefined ? {} : { autostop: session.autostop }),
  };
}
