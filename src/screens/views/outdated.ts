import type { WizardState } from '../model/state.ts';
import { type Line, paragraph } from '../text/line.ts';
import type { Room } from './view.ts';

/** Nodes of an earlier model of the scale set: they work as they did, and how they follow is said. */
export function outdatedLines({ live }: Pick<WizardState, 'live'>, { width }: Pick<Room, 'width'>): readonly Line[] {
  const old = live.filter(({ outdated }) => outdated).map(({ name }) => name);
  if (old.length === 0) return [];
  const names = old.length > 4 ? `${old.slice(0, 4).join(', ')} and ${old.length - 4} more` : old.join(', ');
  return paragraph(`Not of the latest model of the scale set: ${names}. c, with the same count, brings them to it.`, width, 'busy');
}
