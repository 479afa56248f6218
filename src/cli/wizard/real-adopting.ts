import { adoptableIn } from '../../azure/adoptable.ts';
import { standingCluster } from '../../azure/adoption.ts';
import { openAzure } from '../../azure/azure.ts';
import type { World } from '../../engine/world.ts';
import type { AdoptableView } from '../../screens/model/adopt.ts';
import { adoptedChoices, checkAdoptable } from '../../stages/adopt.ts';
import { openWalk, type Walk } from '../../stages/walk.ts';
import { amongKnown, remembered } from '../adopt-remembered.ts';
import { knownClusters } from '../cluster-choice.ts';
import { ownPrivateKeys } from '../own-private-keys.ts';
import { planned } from './planned.ts';
import type { RealServicesOptions } from './real-services.ts';
import { rememberedClusters } from './remembered-clusters.ts';
import type { OpenCloud, WizardWalk } from './services.ts';

/** Clusters that somebody made by hand, in a cloud that is open. @param open makes the wizard's walk of one. */
export function adoptableOf(
  { home }: RealServicesOptions,
  world: World,
  open: (walk: Walk) => WizardWalk,
): Pick<OpenCloud, 'adoptable' | 'standing' | 'beginAdoption'> {
  return {
    adoptable: async (subscriptions, signal) => {
      const known = knownClusters(home, world.cloud);
      const views = rememberedClusters(home);
      const all = await Promise.all(
        subscriptions.map(async (subscription): Promise<AdoptableView[]> => {
          const found = await adoptableIn(openAzure(world, subscription.id), signal);
          return found.map((one): AdoptableView => {
            const same = amongKnown(known, { name: one.name, resourceGroup: one.group }, subscription.id);
            const here = same && views.find(({ name, cloud }) => name === same.name && cloud === same.session.choices?.cloud);
            if (same?.session.adopted && here) return { ...one, subscription, here };
            return same && same.session.stage !== 'sign-in'
              ? { ...one, subscription, problem: 'it is rank0’s own and remembered here: the first screen opens it' }
              : { ...one, subscription };
          });
        }),
      );
      return all.flat();
    },
    standing: (subscription, group, name, signal) => standingCluster(openAzure(world, subscription.id), group, name, signal),
    beginAdoption: (standing, { id, tenantId }) => {
      const before = remembered(home, world, standing, id);
      if (!before) checkAdoptable(standing);
      const choices = before?.session.choices ?? adoptedChoices(standing, { cloud: world.cloud, subscription: id, tenant: tenantId });
      return open(openWalk({ home, world, choices, command: 'rank0' }));
    },
  };
}

/** Taking over and mending, of a walk. */
export function adoptingOf(
  walk: Walk,
  { home, env, given }: RealServicesOptions,
): Pick<WizardWalk, 'standing' | 'adopt' | 'findings' | 'unfinishedMending' | 'mendTasks' | 'mend'> {
  const { adopting, world } = walk;
  const ownKeys = () => ownPrivateKeys({ cloud: world.cloud, home, env, named: given.sshKey });
  const standing: WizardWalk['standing'] = (signal) => {
    const { subscription, resourceGroup, name } = walk.choices;
    return standingCluster(openAzure(world, subscription), resourceGroup, name, signal);
  };
  return {
    standing,
    adopt: async (signal) => adopting.carryOut({ standing: await standing(signal), ownKeys: ownKeys() }, signal),
    findings: (signal) => adopting.look(ownKeys(), signal),
    unfinishedMending: adopting.unfinished,
    mendTasks: (kinds) => adopting.tasks(kinds).map(planned),
    mend: adopting.mend,
  };
}
