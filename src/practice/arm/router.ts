import { ArmRefusal } from './answer.ts';
import type { Handler, Parts } from './call.ts';
import { routes } from './routes.ts';

interface Compiled {
  readonly method: string;
  readonly segments: readonly string[];
  readonly handler: Handler;
}

const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

/** The path as ARM reads it: repeated slashes count as one, the last one not at all. */
export const pathOf = (pathname: string): string => `/${segmentsOf(pathname).join('/')}`;

let compiled: readonly Compiled[] | undefined;

function table(): readonly Compiled[] {
  compiled ??= routes.map(({ method, path, handler }) => ({
    method,
    segments: segmentsOf(path.startsWith('/') ? path : `subscriptions/{subscription}/${path}`),
    handler,
  }));
  return compiled;
}

function partsOf(segments: readonly string[], wanted: readonly string[]): Parts | undefined {
  if (segments.length !== wanted.length) return undefined;
  const parts: Record<string, string> = {};
  for (const [index, pattern] of wanted.entries()) {
    const segment = segments[index] as string;
    if (pattern.startsWith('{')) parts[pattern.slice(1, -1)] = segment;
    else if (pattern.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return parts;
}

/**
 * What answers a request, without case in the path.
 * @throws ArmRefusal 400 for a path that cannot be read, 404 for a route that is none, 405 for a method that it does not have.
 */
export function routeOf(method: string, pathname: string): { readonly handler: Handler; readonly parts: Parts } {
  const segments = decoded(pathname);
  let otherMethod = false;
  for (const one of table()) {
    const parts = partsOf(segments, one.segments);
    if (!parts) continue;
    if (one.method === method) return { handler: one.handler, parts };
    otherMethod = true;
  }
  if (otherMethod) throw new ArmRefusal(405, 'MethodNotAllowed', `The HTTP method '${method}' is not supported at '${pathname}'.`);
  const provider = segments.findLastIndex((segment) => segment.toLowerCase() === 'providers');
  const [namespace, type] = provider < 0 ? [] : segments.slice(provider + 1);
  if (namespace !== undefined && type !== undefined) {
    throw new ArmRefusal(
      404,
      'InvalidResourceType',
      `The resource type '${type}' could not be found in the namespace '${namespace}' for the requested api version. The practice cloud has only what rank0's lessons use.`,
    );
  }
  throw new ArmRefusal(404, 'NotFound', `No HTTP resource was found that matches the request URI '${pathname}'.`);
}

function decoded(pathname: string): string[] {
  try {
    return segmentsOf(pathname).map(decodeURIComponent);
  } catch {
    // A stray % sign.
    throw new ArmRefusal(400, 'BadRequest', `The request URI '${pathname}' is not valid.`);
  }
}
