import type { Program, Programs } from '../shell/session.ts';

/** Says plainly what a real machine has and a simulated one has not. */
const absent =
  (name: string, instead: string): Program =>
  () => ({ stderr: `${name}: not in the practice cloud. ${instead}\n`, exitCode: 1 });

const editor = 'Write a file with: cat > FILE, its lines, then Ctrl-D; or on your own machine, and scp.';
const users = 'A machine has one user beside root here.';

const reasons = {
  vi: editor,
  vim: editor,
  nano: editor,
  editor,
  python3: 'Shell scripts and MPI hello-world programs run here.',
  sftp: 'Use scp.',
  rsync: 'Use scp, or clush -c.',
  top: 'See: uptime, free -m, ps aux.',
  passwd: users,
  useradd: users,
  adduser: users,
  tmux: 'Log in a second time instead.',
  crontab: 'Nothing runs by itself later here.',
} as const;

/** Programs that are there so that their absence can be explained. */
export const absentPrograms: Programs = Object.fromEntries(Object.entries(reasons).map(([name, instead]) => [name, absent(name, instead)]));
