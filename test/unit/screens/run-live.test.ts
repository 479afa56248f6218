import { expect, test } from 'vitest';
import { inkSeat } from '../../support/ink-seat.tsx';
import { wizard } from '../cli/wizard/support.ts';

test('lines that come are followed to the newest; one who reads further up stays there, and End follows again', async () => {
  const printed: ((text: string) => void)[] = [];
  const one = wizard({ prints: () => ({ stdout: Array.from({ length: 60 }, (_, line) => `early ${line}`) }) });
  await one.enterUntil((now) => now.screen.at === 'ready' && now.live.length === 4);
  const [walk] = one.services.walks;
  if (!walk) throw new Error('no walk');
  const { command } = walk.work;
  Object.assign(walk.work, {
    command: (line: string, how: Parameters<typeof command>[1]) => {
      printed.push((text) => how.line?.('glocluster0', text, 'stdout'));
      return command(line, how);
    },
  });
  one.press('run', { is: 'edit', edit: { is: 'insert', text: 'sleep 9' } }, 'accept');
  await one.until((now) => (now.run?.shown?.lines.length ?? 0) === 240);
  const seat = await inkSeat(one.controller, 80, 24);
  const more = async (text: string): Promise<string> => {
    printed[0]?.(text);
    await one.until((now) => now.run?.shown?.lines.at(-1)?.text === text);
    await seat.drawn();
    return seat.lines().join('\n');
  };
  expect(await more('first of late')).toContain('glocluster0: first of late');
  await seat.press('\x1b[H');
  const top = seat.lines().join('\n');
  expect(top).toContain('early 0');
  expect(await more('second of late')).toContain('early 0');
  await seat.press('\x1b[F');
  expect(seat.lines().join('\n')).toContain('second of late');
  expect(await more('third of late')).toContain('glocluster0: third of late');
  seat.leave();
  await one.controller.close();
});
