import { type Lines, type Operation, upLine } from './standing-kills.ts';
import { type Ran, rank0 } from './rank0.ts';

const told = ({ lines }: Ran): Record<string, unknown> => lines.at(-1) ?? {};
const lineOf = (text: string): readonly string[] => [...text.split(' '), '--json'];
const before = (...lines: readonly string[]): Lines => [upLine('ethernet', 2), ...lines.map(lineOf)];

/** What Azure has of the hard stop, as `status` tells it, and on which nodes. */
async function stopIn(env: Record<string, string>): Promise<string> {
  const { autostop } = told(await rank0(['status', '--json'], env)) as { autostop?: { at: string; timeZone: string; nodes: readonly string[] } | null };
  return autostop ? `${autostop.at} ${autostop.timeZone} on ${autostop.nodes.join(', ')}` : 'none';
}

const hardStop = (name: string, lines: Lines, line: string, wanted: string): Operation => ({
  name,
  before: lines,
  words: lineOf(line),
  look: async (_, __, env) => {
    const is = await stopIn(env);
    return is === wanted ? [] : [`the hard stop is ${is} and not ${wanted}`];
  },
});

/** The hard stop set on all nodes, set to another time, and taken away. */
export const hardStops: readonly Operation[] = [
  hardStop('autostop 23:00', before(), 'autostop 23:00 --time-zone UTC --yes', '23:00 Etc/UTC on glocluster0, glocluster1'),
  hardStop(
    'autostop 23:00 → 21:30',
    before('autostop 23:00 --time-zone UTC --yes'),
    'autostop 21:30 --time-zone UTC --yes',
    '21:30 Etc/UTC on glocluster0, glocluster1',
  ),
  hardStop('autostop 23:00 → off', before('autostop 23:00 --time-zone UTC --yes'), 'autostop off --yes', 'none'),
];

/** Port 22 opened to another source, which lets one in as before. */
export const followings: readonly Operation[] = [
  {
    name: 'address --ssh-source',
    before: before(),
    words: lineOf('address --ssh-source 198.51.100.0/24'),
    look: async (again, _, env) => {
      const { openTo } = told(again);
      const login = await rank0(['run', '--json', '--', 'uname -n'], env);
      return [
        ...(openTo === '198.51.100.0/24' ? [] : [`port 22 is open to ${openTo}`]),
        ...(login.exitCode === 0 && login.lines.length >= 2 ? [] : [`run on all ended with ${login.exitCode}: ${login.stderr.slice(-400)}`]),
      ];
    },
  },
];
