import type { Printed } from './boot/timeline.ts';
import type { PracticeNode } from './node.ts';

/** The longest serial log that Azure keeps, in characters. */
const longest = 1_000_000;

/**
 * What the serial console printed up to `now`, with CRLF line ends: what boot and cloud-init print, and what anyone on the
 * machine wrote to /dev/console. It begins anew with each power on, and lives on through a reboot.
 */
export function serialLogAt(node: PracticeNode, now: number): string {
  const { boots } = node.timeline();
  const from = boots.findLast((boot) => boot.cold && boot.at <= now)?.at;
  if (from === undefined) return '';
  const lines: Printed[] = boots
    .filter((boot) => boot.at >= from)
    .flatMap((boot) => boot.console.filter(({ at }) => boot.until === undefined || at < boot.until));
  const text = [...lines, ...node.printed().filter(({ at }) => at >= from)]
    .filter(({ at }) => at <= now)
    .sort((a, b) => a.at - b.at)
    .map((each) => each.text)
    .join('');
  return text.replace(/\r?\n/g, '\r\n').slice(-longest);
}
