import { adoptions } from '../support/adopt-kills.ts';
import { describeKills } from '../support/describe-kills.ts';

// Taking over with all that is safe, and the mending in whose middle all nodes are off; the campaign takes the others, too.
const sampled = adoptions.filter((_, index) => index === 0 || index === 2);

await describeKills('SIGKILL of an adoption is survived: the same line ends it, with the same addresses, and nothing stays off', sampled, {
  writes: 1,
  events: 0,
});
