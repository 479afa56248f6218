import { describeKills } from '../support/describe-kills.ts';
import { followings, hardStops } from '../support/later-kills.ts';

await describeKills(
  'SIGKILL of a hard stop that is set or taken away, or of a change of the rule for port 22, is survived: the same line ends it',
  [hardStops[0], hardStops[2], followings[0]].filter((one) => one !== undefined),
  { writes: 1, events: 0 },
);
