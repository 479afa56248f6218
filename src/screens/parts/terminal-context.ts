import { createContext, useContext } from 'react';
import type { Terminal } from '../../terminal/terminal.ts';

/** The parts of a terminal that decide how something is drawn. */
type Shown = Pick<Terminal, 'unicode' | 'motion'> & Partial<Pick<Terminal, 'hyperlinks' | 'oldConsole'>>;

const TerminalContext = createContext<Shown>({ unicode: true, motion: false });

export const TerminalProvider = TerminalContext.Provider;

/** What the terminal can show. */
export const useTerminal = (): Shown => useContext(TerminalContext);

const BeatContext = createContext(0);

export const BeatProvider = BeatContext.Provider;

/** Counts the frames: what moves, moves with them and asks for none of its own. */
export const useBeat = (): number => useContext(BeatContext);
