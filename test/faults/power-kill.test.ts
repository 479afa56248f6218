import { describeKills } from '../support/describe-kills.ts';
import { switchings } from '../support/power-kills.ts';

await describeKills('SIGKILL of a stop or a start is survived: the same line ends it, with the same addresses', switchings, { writes: 1, events: 0 });
