import { findOut } from '../../stages/find-out.ts';
import { openCommandWorld } from '../command-world.ts';
import { notDone } from '../finish.ts';
import { begunCluster, gatherChoices, givenBy, ownFiles } from '../gather.ts';
import { planText } from '../plan-text.ts';
import { watched } from '../plan-watch.ts';
import type { Surroundings } from '../surroundings.ts';

/** `rank0 plan`: preflight and price; creates nothing, here or in Azure. With --watch it looks again until it fits. */
export async function plan(around: Surroundings): Promise<number> {
  const { words, home, output, signal } = around;
  const given = givenBy(words);
  const files = ownFiles(given);
  const begun = begunCluster(home, given);
  const saved = begun?.session.choices;
  const world = await openCommandWorld(around, given.cloud ?? saved?.cloud ?? 'public', given.tenant ?? saved?.tenant);
  try {
    const choices = await gatherChoices(world, given, files, begun, signal);
    const { outcome, preflight } = words.flags.watch ? await watched(around, world, choices) : await findOut(world, choices, output.event, signal);
    const bad = notDone(outcome, choices.name, output);
    if (bad !== null) return bad;
    output.say(planText(choices, preflight, world.simulated));
    const { size, image, price, quota, providers, warnings, group } = preflight;
    output.object({
      result: 'planned',
      cluster: choices.name,
      cloud: choices.cloud,
      simulated: world.simulated,
      location: choices.location,
      resourceGroup: choices.resourceGroup,
      group,
      network: choices.network,
      count: choices.count,
      size: size?.name,
      image: image && Object.values(image.reference).join(':'),
      pricePerHour: price?.perHour ?? null,
      price,
      quota,
      providers,
      warnings,
      sshSource: choices.sshSource,
    });
    return 0;
  } finally {
    await world.close();
  }
}
