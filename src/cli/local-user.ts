import { homedir, hostname, userInfo } from 'node:os';
import type { Person } from '../stages/export/redact.ts';

/** The name that the person is known by on this machine. */
export function localUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without a name (a container): the standard name is used instead.
    return '';
  }
}

/** Who sits at which machine: what an export leaves out. */
export const localPerson = (): Person => ({ user: localUser(), host: hostname(), home: homedir() });
