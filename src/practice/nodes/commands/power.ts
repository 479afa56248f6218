import { rebootAt } from '../boot/perform-step.ts';
import { lifeAt } from '../boot/timeline.ts';
import type { CommandResult, Program, Programs, Session } from '../shell/session.ts';

/** How long after the word a machine goes down, in milliseconds of the world. */
const goingDown = 1500;

/** Reboots or powers off. What was connected finds itself cut off. */
export async function goDown(session: Session, how: 'reboot' | 'poweroff'): Promise<CommandResult> {
  const { node, clock, user } = session;
  if (user.uid !== 0) return { stderr: `Call to ${how === 'reboot' ? 'Reboot' : 'PowerOff'} failed: Interactive authentication required.\n`, exitCode: 1 };
  const now = clock.now();
  const life = lifeAt(node.timeline(), now);
  if (!life) return {};
  if (how === 'reboot') rebootAt(node, life.index, now + goingDown);
  else {
    node.records.change((record) => {
      const current = record?.boots[life.index];
      if (!record || !current || current.until !== undefined) return record;
      return { ...record, boots: [...record.boots.slice(0, life.index), { ...current, until: now + goingDown }] };
    });
    await session.work.outside(session.network.goingOff(node, now + goingDown));
  }
  session.cutOff();
  return {};
}

const shutdown: Program = (args, _context, session) => {
  if (args.includes('-c')) return {};
  return goDown(session, args.includes('-r') || args.includes('--reboot') ? 'reboot' : 'poweroff');
};

export const power: Programs = {
  reboot: (_args, _context, session) => goDown(session, 'reboot'),
  poweroff: (_args, _context, session) => goDown(session, 'poweroff'),
  shutdown,
};
