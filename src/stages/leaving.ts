import { assetText } from './assets.ts';

/** The page that says when another kind of cluster serves better, and what carries over; Markdown without its title. */
export const whenToLeave = (): string => assetText('when-to-leave.md').replace(/^# .*\n+/, '');
