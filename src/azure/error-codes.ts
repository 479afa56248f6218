import type { Problem } from '../state/problem.ts';
import type { ArmError } from './errors.ts';

/** What stands between an error and the reasons in its details, in a message. */
export const betweenReasons = ' · ';

/** The codes of a problem and of the reasons in its message, innermost first, each with what was said of it. */
export function codesIn({ code, message }: Pick<Problem, 'code' | 'message'>): readonly ArmError[] {
  const [first = '', ...rest] = message.split(betweenReasons);
  const because = rest.flatMap((part) => {
    const [, inner, said = ''] = /^([A-Za-z]\w+): ([\s\S]*)$/.exec(part) ?? [];
    return inner === undefined ? [] : [{ code: inner, message: said, details: [] }];
  });
  return [...because.reverse(), { code, message: because.length > 0 ? first : message, details: [] }];
}
