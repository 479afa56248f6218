import type { World } from '../engine/world.ts';
import type { Surroundings } from './surroundings.ts';
import { openWorld } from './worlds.ts';

/** Opens the world that a command works in: its cloud and tenant, with the trace and the drill of the command line. */
export function openCommandWorld({ words, home, env, output }: Surroundings, cloud: string, tenant: string | undefined): Promise<World> {
  const { trace, drill } = words.flags;
  return openWorld({
    cloud,
    home,
    env,
    say: output.say,
    ...(trace === undefined ? {} : { trace }),
    ...(tenant === undefined ? {} : { tenant }),
    ...(drill === undefined ? {} : { drill }),
  });
}
