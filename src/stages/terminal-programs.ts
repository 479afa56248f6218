/** Programs that draw on a terminal or ask at one, and what does the same without. */
const programs: Readonly<Record<string, string>> = {
  top: 'top -b -n 1 prints it once',
  htop: 'top -b -n 1 prints the same once',
  btop: 'top -b -n 1 prints the same once',
  atop: 'atop 1 1 prints it once',
  watch: 'without watch the command runs once',
  vim: 'sed -i changes a file without it',
  vi: 'sed -i changes a file without it',
  nvim: 'sed -i changes a file without it',
  view: 'cat prints a file',
  nano: 'sed -i changes a file without it',
  emacs: 'sed -i changes a file without it',
  mc: 'ls and cp do without it',
  tmux: '',
  screen: '',
  byobu: '',
  passwd: 'chpasswd reads what it is to set',
};

/** Words before a program that run it as it is. */
const before = /^(sudo|time|nice|nohup|env|exec|command|stdbuf|\w+=\S*|-\S+)$/;

/** That a command line begins a program that wants a terminal, which a command on all nodes has not; undefined where none is known to. */
export function wantsTerminal(command: string): { readonly program: string; readonly instead: string } | undefined {
  for (const part of command.split(/&&|\|\||[;|&\n]/)) {
    const words = part.trim().split(/\s+/);
    const program = (words.find((word) => !before.test(word)) ?? '').replace(/^.*\//, '');
    const instead = Object.hasOwn(programs, program) ? programs[program] : undefined;
    if (instead === undefined) continue;
    const quiet = program === 'top' && /\s-\w*b/.test(part);
    const detached = program === 'tmux' && /\s(-\w*d|new -d|ls|kill)/.test(part);
    const once = program === 'emacs' && /--(batch|script)/.test(part);
    if (!quiet && !detached && !once) return { program, instead };
  }
  return undefined;
}
