import type { AdoptFlow } from './adopt-flow.ts';
import type { BuildFlow } from './build-flow.ts';
import type { EntryFlow } from './entry-flow.ts';
import type { ExportFlow } from './export-flow.ts';
import type { FilesFlow } from './files-flow.ts';
import type { MoneyFlow } from './money-flow.ts';
import type { OptionalFlow } from './optional-flow.ts';
import type { pagesOf } from './pages.ts';
import type { PlanFlow } from './plan-flow.ts';
import type { PowerFlow } from './power-flow.ts';
import type { ProblemFlow } from './problem-flow.ts';
import type { ReturnFlow } from './return-flow.ts';
import type { RunFlow } from './run-flow.ts';
import type { ScaleFlow } from './scale-flow.ts';
import type { Typing } from './typing.ts';

/** All that a key may set going, by what it is about. */
export interface Flows {
  readonly build: BuildFlow;
  readonly comeBack: ReturnFlow;
  readonly typing: Typing;
  readonly plan: PlanFlow;
  readonly problems: ProblemFlow;
  readonly scaling: ScaleFlow;
  readonly power: PowerFlow;
  readonly money: MoneyFlow;
  readonly optional: OptionalFlow;
  readonly entry: EntryFlow;
  readonly runs: RunFlow;
  readonly files: FilesFlow;
  readonly exporting: ExportFlow;
  readonly adopt: AdoptFlow;
  readonly pages: ReturnType<typeof pagesOf>;
}
