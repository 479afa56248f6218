import { createContext, useContext } from 'react';
import type { Terminal } from '../../terminal/terminal.ts';

const TerminalContext = createContext<Pick<Terminal, 'unicode' | 'motion'>>({ unicode: true, motion: false });

export const TerminalProvider = TerminalContext.Provider;

/** What the terminal can show. */
export const useTerminal = (): Pick<Terminal, 'unicode' | 'motion'> => useContext(TerminalContext);
