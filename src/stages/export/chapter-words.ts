import { perHourNow, perHourStopped } from '../../state/money.ts';
import type { StageId } from '../../state/stage-id.ts';
import { dollars, timeWords, withColon } from '../../state/words.ts';
import type { CutChapter } from './cut.ts';

/** How a chapter is called, what it is for, and the one line that does it. */
interface ChapterWords {
  readonly title: string;
  readonly why: string;
  readonly command?: string;
  /** The stage whose text says why, and more. */
  readonly stage?: StageId;
}

/** The words for a chapter; `why` is empty where a stage's text says it. @param cluster its name. */
export function chapterWords({ kind, events, before, after }: CutChapter, cluster: string): ChapterWords {
  switch (kind) {
    case 'adopt':
      return {
        title: 'Taken over: a cluster that was made by hand',
        why: 'Its resources got tags, the host keys of its nodes were read by way of Azure, and rank0 put a key of its own onto each node. Nothing of it was built anew, and nothing was stopped.',
        command: `rank0 adopt ${after.choices?.resourceGroup ?? 'GROUP'} --name ${cluster}`,
      };
    case 'mend':
      return {
        title: 'What was unsafe or costly, mended',
        why: 'What the look at the taken-over cluster had found, made good as far as it was asked for; what is unsafe first.',
      };
    case 'scale': {
      const { from, to } = countsOf(events) ?? { from: before.choices?.count ?? 0, to: after.choices?.count ?? 0 };
      const more =
        'New nodes go the whole way of the first ones: made, logged in to, given keys and programs. The others learn the keys of the new ones, and the rest is looked at and left alone.';
      const fewer =
        'Each machine that leaves is named: whoever only lowers a count lets Azure choose, and it may choose the head. Disk and address go with the machine, and the others forget its keys.';
      return { title: `From ${from} to ${to} nodes`, why: to > from ? more : fewer, command: `rank0 scale ${cluster} ${to}` };
    }
    case 'stop':
      return { title: 'All nodes stopped', why: stopWords(after), command: `rank0 stop ${cluster}` };
    case 'start':
      return {
        title: 'All nodes started again',
        why: 'Azure looks for hardware with room and boots each machine from its own disk; nobody kept the room, so a start can be refused. What may have changed meanwhile is looked at and not assumed: addresses, host keys, logins, clocks, and what the nodes share.',
        command: `rank0 start ${cluster}`,
      };
    case 'autostop': {
      const at = events.findLast((event) => event.type === 'autostop')?.autostop;
      return {
        title: at ? `An auto-shutdown at ${timeWords(at)}` : 'An auto-shutdown',
        why: 'The laptop may be closed by then, so the clock is in Azure: a schedule for each machine deallocates it every day at this time. It repeats until it is taken away, it deletes nothing, and disks and addresses cost on.',
        ...(at ? { command: `rank0 autostop ${cluster} ${withColon(at.at)} --time-zone ${at.place}` } : {}),
      };
    }
    case 'autostop-off':
      return { title: 'No auto-shutdown any more', why: 'The nodes run, and cost, until somebody stops them.', command: `rank0 autostop ${cluster} off` };
    case 'update':
      return {
        title: 'Instances brought to the latest model',
        why: 'A scale set is a template, and what was made of an earlier one stays as it was until it is told to follow.',
      };
    case 'address':
      return {
        title: 'Port 22 opened to another address',
        why: 'The address from which the cluster is used had changed, so its only door was closed. The one rule of the security group is changed to the new address, and the old one is let in no more.',
        command: `rank0 address ${cluster}`,
      };
    case 'restore':
      return {
        title: 'Public addresses again',
        why: 'Each node gets a new one, as an address that was given up does not come back. With it come both the way in and the way out to the internet, so a NAT gateway is needed no more.',
        command: `rank0 prune ${cluster} --restore`,
      };
    case 'prune':
      return {
        title: 'Public addresses taken away',
        why: '',
        stage: 'prune',
        command: `rank0 prune ${cluster}${after.choices?.natGateway ? ' --nat-gateway' : ''}`,
      };
    case 'hello':
      return { title: 'Hello once more', why: '', stage: 'hello-mpi' };
    case 'benchmark':
      return {
        title: measured(before) ? 'The network measured again' : 'The network measured',
        why: '',
        stage: 'benchmark',
        command: `rank0 benchmark ${cluster}`,
      };
    case 'shared-files':
      return {
        title: 'Shared files',
        why: '',
        stage: 'shared-files',
        command: `rank0 up --name ${cluster} --shared-files ${after.choices?.sharedFiles ?? 'none'}`,
      };
    case 'again':
      return {
        title: 'The plan run again',
        why: 'What was as it should be was only looked at; what was not was made so. That is how a cluster is mended, and how a run that was cut off goes on.',
        command: `rank0 up --name ${cluster}`,
      };
    case 'down':
      return {
        title: 'Deleted',
        why:
          after.result === 'deleted'
            ? 'Deleting is the only thing that ends all cost. Afterwards Azure was asked what is left in the group and what still bears the tag of this cluster: nothing.'
            : 'Deleting is the only thing that ends all cost. It did not come to its end here: something may be left, and may cost.',
        command: `rank0 down ${cluster}`,
      };
    default: {
      const never: never = kind;
      return never;
    }
  }
}

const measured = ({ measurements = [] }: CutChapter['before']): boolean => measurements.length > 0;

function countsOf(events: CutChapter['events']): { readonly from: number; readonly to: number } | undefined {
  const [event] = events.flatMap((one) => (one.type === 'scaling' && one.is === 'begun' ? [one] : []));
  return event && { from: event.from, to: event.to };
}

function stopWords(after: CutChapter['after']): string {
  const said =
    'A node that is shut down from inside keeps its hardware and is billed on, so Azure is told to deallocate each one: the machine then costs nothing. Its disk, its address and its share of the quota stay, and what was in memory and in /tmp is gone.';
  return after.price
    ? `${said} Running they cost ${dollars(perHourNow({ price: after.price }))} an hour, stopped ${dollars(perHourStopped(after.price))}.`
    : said;
}
