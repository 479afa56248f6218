/** An entry of the image that a disk starts from. */
export type ImageEntry = {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Milliseconds of the world; left out = the image's own date. */
  readonly mtime?: number;
} & ({ readonly kind: 'dir' } | { readonly kind: 'file'; readonly content: () => string } | { readonly kind: 'link'; readonly target: string });

/** The files that a machine has without anyone having written them: as the image has them, or as the system makes them. */
export interface Image {
  at(path: string, now: number): ImageEntry | undefined;
  names(folder: string, now: number): readonly string[];
}

/** Something of the image that comes and goes with time, or whose content does. */
export type Passing = (now: number) => ImageEntry | undefined;

export const folder = (mode = 0o755, uid = 0, gid = uid): ImageEntry => ({ kind: 'dir', mode, uid, gid });
export const file = (content: string | (() => string), mode = 0o644, uid = 0, gid = uid): ImageEntry => ({
  kind: 'file',
  mode,
  uid,
  gid,
  content: typeof content === 'string' ? () => content : content,
});
export const link = (target: string): ImageEntry => ({ kind: 'link', mode: 0o777, uid: 0, gid: 0, target });

/** An image from fixed entries and passing ones. Folders between are made as they are needed. */
export function imageOf(fixed: ReadonlyMap<string, ImageEntry>, passing: ReadonlyMap<string, Passing>): Image {
  const children = new Map<string, Set<string>>();
  const enter = (path: string): void => {
    if (path === '/') return;
    const cut = path.lastIndexOf('/');
    const parent = cut <= 0 ? '/' : path.slice(0, cut);
    let names = children.get(parent);
    if (!names) {
      names = new Set();
      children.set(parent, names);
      enter(parent);
    }
    names.add(path.slice(cut + 1));
  };
  for (const path of fixed.keys()) enter(path);
  for (const path of passing.keys()) enter(path);
  const at = (path: string, now: number): ImageEntry | undefined => {
    const passes = passing.get(path);
    if (passes) return passes(now);
    return fixed.get(path) ?? (children.has(path) ? folder() : undefined);
  };
  return {
    at,
    names: (path, now) => {
      const names = [...(children.get(path) ?? [])];
      return names.filter((name) => at(path === '/' ? `/${name}` : `${path}/${name}`, now) !== undefined);
    },
  };
}
