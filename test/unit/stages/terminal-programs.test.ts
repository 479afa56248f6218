import { describe, expect, it } from 'vitest';
import { wantsTerminal } from '../../../src/stages/terminal-programs.ts';

describe('a command that wants a terminal', () => {
  it.each(['top', 'vim notes.txt', 'sudo nano /etc/hosts', 'cd /tmp && /usr/bin/htop', 'LANG=C top', 'ls; tmux'])('is known: %s', (command) =>
    expect(wantsTerminal(command)).toBeDefined(),
  );
  it.each(['top -b -n 1', 'uname -r', 'echo top', 'grep vim /var/log/apt/history.log', 'tmux new -d job', 'constructor', ''])('is no other: %j', (command) =>
    expect(wantsTerminal(command)).toBeUndefined(),
  );
});
