import { describeKills } from '../support/describe-kills.ts';
import { prunings } from '../support/prune-kills.ts';

await describeKills('SIGKILL of a pruning is survived: the same addresses at the end, nothing made twice, nothing left over', prunings, {
  writes: 1,
  events: 0,
});
