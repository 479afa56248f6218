import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { signInWays } from '../../azure/credentials.ts';
import type { ClusterView } from '../../screens/model/cluster-view.ts';
import { glossary } from '../../stages/glossary.ts';
import type { Given } from '../../stages/questions.ts';
import { keepStack } from '../crash.ts';
import { isInstalled } from '../shell.ts';
import { azureLogin } from './azure-login.ts';
import type { WizardServices } from './services.ts';
import { keepHeapSmall } from './small-heap.ts';

export interface RealServicesOptions {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly given: Given;
  readonly trace?: string;
  readonly drill?: string;
}

/** The wizard's services over real worlds. Light: what opens a cloud is imported when one is opened. */
export async function realServices(options: RealServicesOptions): Promise<WizardServices> {
  const { home, env, given } = options;
  // Reading journals brings the schemas: only where there are any.
  // Once: a cloud that is opened again finds the drill in the world, or that it is solved.
  let drill = options.drill;
  const clusters = existsSync(join(home, 'clusters')) ? (await import('./remembered-clusters.ts')).rememberedClusters(home) : [];
  return {
    clusters: (): readonly ClusterView[] => clusters,
    ways: signInWays().filter(({ way }) => way !== 'environment' || (env['AZURE_TENANT_ID'] && env['AZURE_CLIENT_ID'])),
    azureLogin: (signal) => (given.cloud === 'practice' ? Promise.resolve(undefined) : azureLogin(signal)),
    sshInstalled: () => isInstalled('ssh', env),
    glossary,
    drills: async () => (await import('../drill-life.ts')).allDrills(),
    bug: (error) => keepStack(home, error),
    open: async (request) => {
      keepHeapSmall({ simulated: request.cloud === 'practice' });
      const { openRealCloud } = await import('./real-cloud.ts');
      const { drill: _, ...others } = options;
      const opened = await openRealCloud(others, drill === undefined ? request : { drill, ...request });
      drill = undefined;
      return opened;
    },
  };
}
