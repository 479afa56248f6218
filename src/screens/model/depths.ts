/** Something that went over a wire, for the page underneath: a REST call as it was sent and answered, or a command on a node. Secrets are replaced. */
export interface ExchangeView {
  readonly id: number;
  readonly kind: 'rest' | 'command';
  /** ISO 8601 on the world's clock. */
  readonly time: string;
  /** `PUT virtualMachines/glocluster0` or `glocluster0 $ uname -n`. */
  readonly title: string;
  /** HTTP status or exit code; undefined where no answer came. */
  readonly status?: number;
  /** Milliseconds on the world's clock. */
  readonly ms: number;
  /** What the call is named in its documentation, and where that stands. */
  readonly documentation?: { readonly name: string; readonly url: string };
  /** Sent and answered, as text to scroll through. */
  readonly sent: string;
  readonly answered: string;
}

/** A word of the field. `yours` is its place in this cluster, with names in braces. */
export interface Term {
  readonly term: string;
  readonly text: string;
  readonly yours?: string;
}

/** A failure to practise on, and how many of its hints were asked for. */
export interface DrillView {
  readonly name: string;
  readonly title: string;
  readonly symptom: string;
  readonly hints: readonly string[];
  readonly shown: number;
  /** The whole of it, once it is mended. */
  readonly solved?: { readonly cause: string; readonly cure: string; readonly earlier: string };
}
