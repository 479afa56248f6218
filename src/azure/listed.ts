import type { Azure } from './azure.ts';
import { askAzure, azureProblem, OperationFailedError } from './errors.ts';

/** A list that no library of ours asks for, as a GET that is written out. */
export interface ListRequest {
  /** From the endpoint on, with its api-version: `/subscriptions/…?api-version=…`. */
  readonly path: string;
  /** For a problem. */
  readonly about: string;
  /** Whether an answer other than 200 means that there is nothing to be seen. */
  none(status: number, body: unknown): boolean;
}

/** All pages of it. @throws ProblemError where it is refused in a way that does not mean that there is nothing */
export async function listAll<T>(azure: Azure, { path, about, none }: ListRequest, signal: AbortSignal | undefined): Promise<T[]> {
  const found: T[] = [];
  let url: string | undefined = `${azure.world.arm.endpoint.replace(/\/$/, '')}${path}`;
  while (url !== undefined) {
    const next: string = url;
    const { status, body } = await askAzure(about, signal, () => azure.get(next, signal));
    if (status !== 200) {
      if (none(status, body)) return found;
      throw azureProblem(new OperationFailedError(body), about);
    }
    const page = (body ?? {}) as { readonly value?: readonly T[]; readonly nextLink?: string };
    found.push(...(page.value ?? []));
    url = page.nextLink || undefined;
  }
  return found;
}
