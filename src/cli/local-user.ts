import { userInfo } from 'node:os';

/** The name that the person is known by on this machine. */
export function localUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without a name (a container): the standard name is used instead.
    return '';
  }
}
