/** How sure it is what a problem means: the code says so itself, it nearly always is that, or it is one reason of several. */
export const sureness = ['certain', 'likely', 'guess'] as const;
export type Sure = (typeof sureness)[number];

/** Ways on from a problem. Each has a key in the wizard, which goes on from there. */
export const waysOn = [
  /** The same again. */
  'retry',
  /** The same again after a while. */
  'wait',
  /** Another size, region or number of nodes, with all other answers kept. */
  'size',
  'region',
  'fewer',
  /** Any other choice: a name, a group, an image. */
  'change',
  /** Registers the subscription for the kind of resource, then the same again. */
  'register',
  /** Where more quota is asked for. */
  'quota',
  /** The rule for port 22. */
  'rule',
  'sign-in',
  /** Runs the line that mends it on the nodes, then the same again. */
  'mend',
  /** Deletes one machine, which is then made anew. */
  'rebuild',
  /** Takes the locks away that keep Azure from deleting, together with what was to be deleted. */
  'unlock',
  /** Deletes what was made and begins anew with the same answers. */
  'anew',
] as const;
export type WayOn = (typeof waysOn)[number];

/** What is known of a code: how sure its meaning is, and the ways on, best first. */
export interface KnownProblem {
  readonly sure: Sure;
  readonly ways: readonly WayOn[];
  /** After how many seconds of the world another look is worth it; a minute where nothing is said. */
  readonly wait?: number;
}
