import { listSubscriptions } from '../../azure/accounts.ts';
import { openAzure } from '../../azure/azure.ts';
import { resourceNames } from '../../azure/blueprint.ts';
import { type SizeOffer, listLocations, listSizes, preflightTasks } from '../../azure/preflight.ts';
import { registerProviders } from '../../azure/register.ts';
import type { Review } from '../../screens/model/state.ts';
import { completeChoices } from '../../stages/choices.ts';
import { comparison } from '../../stages/differences.ts';
import { contentsWords } from '../../remote/tasks/shared-count.ts';
import { outputFiles } from '../../stages/kept-output.ts';
import { lookAgain } from '../../stages/look-again.ts';
import { nodePageCommands } from '../../stages/node-page.ts';
import { openWalk, type Walk } from '../../stages/walk.ts';
import type { Choices } from '../../state/choices.ts';
import { knownClusters } from '../cluster-choice.ts';
import { ownFiles } from '../gather.ts';
import { localUser } from '../local-user.ts';
import { shellLine } from '../shell.ts';
import { openWorld } from '../worlds.ts';
import { exchangeRing } from './exchange-ring.ts';
import { keptRun } from './kept-run.ts';
import { localPaths } from './local-paths.ts';
import { lineFor, lookByAz, lookByRank0 } from './look.ts';
import { deletionOf } from './real-deletion.ts';
import { waysInOf } from './real-ways-in.ts';
import { followAddress } from './follow-address.ts';
import { autostopOf } from './real-autostop.ts';
import { planned } from './planned.ts';
import { adoptableOf, adoptingOf } from './real-adopting.ts';
import { exportingOf } from './real-export.ts';
import { powerOf } from './real-power.ts';
import { scalingOf } from './real-scaling.ts';
import type { RealServicesOptions } from './real-services.ts';
import type { CloudRequest, OpenCloud, WizardWalk } from './services.ts';
import { usualFrom } from './usual.ts';

/**
 * Opens a cloud with a sign-in: Azure's clouds, an endpoint, the practice cloud. Brings Azure, SSH and the rest with it, so it is
 * imported when a cloud is opened, after the first frame.
 */
export async function openRealCloud(options: RealServicesOptions, request: CloudRequest): Promise<OpenCloud> {
  const { home } = options;
  const ring = exchangeRing();
  const world = await openWorld({ ...options, ...request, listener: ring });
  const drilling = world.cloud === 'practice' ? await import('../drill-life.ts') : undefined;
  const quota = world.cloud === 'practice' ? await import('../quota-request.ts') : undefined;

  const usual = usualFrom(home, world.cloud);
  const opened = (walk: Walk): WizardWalk => wizardWalk(walk, usual, options);

  return {
    name: world.cloud,
    simulated: world.simulated,
    now: world.clock.now,
    subscriptions: (signal) => listSubscriptions(world, signal),
    locations: (subscription, signal) => listLocations(openAzure(world, subscription), signal),
    sizes: (subscription, location, signal) => listSizes(openAzure(world, subscription), location, signal),
    callerAddress: (signal) => world.callerAddress(signal),
    wait: (milliseconds, signal) => world.clock.sleep(milliseconds, signal),
    register: (subscription, namespaces, signal) => registerProviders(openAzure(world, subscription), namespaces, signal),
    hourly: async (size, location, signal) => (await world.prices.quote({ size }, location, signal))?.dollars,
    choices: (given, subscription, caller) =>
      completeChoices(
        { ...given, cloud: world.cloud },
        {
          localUser: localUser(),
          ...ownFiles(given),
          ...(caller === undefined ? {} : { callerSource: `${caller}/32` }),
          subscription: subscription.id,
          ...((request.tenant ?? subscription.tenantId) ? { tenant: request.tenant ?? subscription.tenantId } : {}),
        },
      ),
    planTasks: (choices) => preflightTasks(openAzure(world, choices.subscription), choices, () => {}).map(planned),
    begin: (choices) => opened(openWalk({ home, world, choices, command: 'rank0' })),
    ...adoptableOf(options, world, opened),
    resume: (cluster) => {
      const known = knownClusters(home).find(({ name, session }) => name === cluster.name && session.choices?.cloud === cluster.cloud);
      return opened(openWalk({ home, world, choices: known?.session.choices as Choices, command: 'rank0' }));
    },
    lookLine: (command, subscription) => lineFor(world, command, subscription),
    look: (request) => lookByAz(world, request),
    exchanges: ring.all,
    drill: () => {
      const found = drilling?.drillAt(home);
      return found && drilling?.drillingView(found);
    },
    ...(quota ? { askForQuota: (wanted) => quota.askForQuota(home, world.clock.now(), wanted) } : {}),
    passTime: (milliseconds) => drilling?.passTime(home, milliseconds),
    drillMended: (stages) => {
      const found = drilling?.drillMended(home, stages);
      return found && drilling?.solvedView(found);
    },
    close: () => world.close(),
  };
}

function wizardWalk(walk: Walk, usual: ReturnType<typeof usualFrom>, options: RealServicesOptions): WizardWalk {
  return {
    get choices() {
      return walk.choices;
    },
    get session() {
      return walk.session;
    },
    folder: walk.folder,
    tasks: (stage) => walk.tasks(stage).map(planned),
    review: () => reviewOf(walk),
    run: walk.run,
    end: walk.end,
    subscribe: (listener) => walk.subscribe((event) => listener(usual(event))),
    ownProgram: walk.ownProgram,
    live: walk.live,
    serialLog: (node, signal) => walk.pages().serialLog(node, signal),
    cloudInitLog: (node, signal) => walk.pages().cloudInitLog(node, signal),
    nodeResources: (node, signal) => walk.pages().resources(node, signal),
    nodeCommands: (node) => nodePageCommands(node, walk.choices),
    shell: async (name) => {
      const node = walk.pages().toLogIn(name);
      return shellLine({ folder: walk.folder, node, ...(walk.world.simulated ? { simulated: () => walk.reach(node) } : {}) });
    },
    look: (request) => lookByRank0(walk, request),
    spent: walk.spent,
    work: walk.work,
    here: localPaths(),
    keepRun: (nodes) => keptRun(nodes.length, outputFiles(walk.folder, new Date(walk.world.clock.now()).toISOString().replace(/[:.]/g, '-'))),
    ...scalingOf(walk),
    ...powerOf(walk),
    ...exportingOf(walk),
    ...adoptingOf(walk, options),
    ...autostopOf(walk),
    ...deletionOf(walk),
    remembered: () => comparison(walk.session, walk.choices),
    differences: async (signal) =>
      comparison(walk.session, walk.choices, await lookAgain(openAzure(walk.world, walk.choices.subscription), walk.choices, walk.session, signal)),
    setAside: walk.setAside,
    removeNode: walk.removeNode,
    followAddress: (signal) => followAddress(walk, signal),
    ...waysInOf(walk),
    choose: walk.choose,
    shared: async (signal) => {
      const now = await walk.lookAtShared(signal);
      return now && { ...walk.session.shared, ...now };
    },
    contents: async (signal) => {
      const found = await walk.countShared(signal);
      return found && contentsWords(found);
    },
    close: walk.close,
  };
}

function reviewOf({ choices, preflight }: Walk): Review | undefined {
  const { size, quota, price, warnings = [], providers = [], group } = preflight;
  if (!size || !quota) return undefined;
  const missing = providers.filter(({ state }) => state !== 'Registered').map(({ namespace }) => namespace);
  return {
    choices,
    ...(price ? { price } : {}),
    warnings,
    quota: quota.map(({ name, needed, used, limit }) => ({ name, needed, left: limit - used, limit })),
    makes: [
      ...(missing.length > 0 ? [`registration of ${missing.map((one) => one.replace('Microsoft.', '')).join(', ')} (free, for the subscription)`] : []),
      ...(group === 'absent' ? ['the group itself'] : []),
      ...machinesMade(choices, size, preflight.acceleratedNetworking ?? false),
    ],
  };
}

/** What of machines and their network is made, on either road. */
function machinesMade(choices: Choices, { vCPUs, memoryGB }: SizeOffer, accelerated: boolean): readonly string[] {
  const { placementGroup, securityGroup, network, nodes, scaleSet, loadBalancer } = resourceNames(choices.name, choices.count);
  const each = `${vCPUs} vCPUs and ${memoryGB} GB each, with a disk`;
  if (choices.network === 'infiniband') {
    return [
      `security group ${securityGroup}, network ${network} (10.0.0.0/16), load balancer ${loadBalancer} with an address and no rule`,
      `scale set ${scaleSet}: ${choices.count} machines on one InfiniBand fabric, ${each}; Azure names them`,
      `${choices.count} public addresses, one for each`,
    ];
  }
  return [
    `placement group ${placementGroup}, security group ${securityGroup}, network ${network} (10.0.0.0/16)`,
    `${choices.count} machines ${nodes[0]?.machine ?? choices.name} to ${nodes.at(-1)?.machine ?? choices.name}, ${each}`,
    `${choices.count} network cards${accelerated ? ' with accelerated networking' : ''} and ${choices.count} public addresses`,
  ];
}
