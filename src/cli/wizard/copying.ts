import { counted } from '../../screens/model/format.ts';
import { commandsAt } from '../../screens/model/commands-at.ts';
import type { Core } from './core.ts';

/** Hands the commands that stand on the screen to the clipboard, and says so. */
export function copyCommands({ dispatch, state }: Core, copy: (text: string) => boolean): void {
  const commands = commandsAt(state());
  const notice = copy(commands.join('\n'))
    ? `Handed to the terminal's clipboard: ${counted(commands.length, 'command')}`
    : 'Too long for the clipboard: mark it on the screen to copy it';
  dispatch({ type: 'known', known: { notice } });
}
