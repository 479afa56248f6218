import { filesRows } from '../../screens/model/files-rows.ts';
import { chosenIndex, nodeNames } from '../../screens/model/lists.ts';
import {
  type FilesEnd,
  type FilesLine,
  filesLines,
  type FilesPlan,
  type FilesView,
  type FilesWay,
  isFilesLine,
  noFiles,
  writtenOver,
} from '../../screens/model/files.ts';
import type { FileStep } from '../../stages/node-work.ts';
import { chooseNodes, withHostKeys } from '../../stages/choose-nodes.ts';
import { exitCodeOf, problemOf } from '../../state/problem.ts';
import type { Core, Then } from './core.ts';

/** Files to and from the nodes, from the last screen. */
export interface FilesFlow {
  ask(): void;
  accept(): void;
  back(): void;
  /** Tab: goes on with the name that is typed. */
  complete(): void;
  /** To the line above or below. */
  turnTo(by: number): void;
}

/** How often progress is shown, in milliseconds. */
const beat = 200;

export function filesFlow({ held, state, dispatch, show, job }: Core, ready: () => void): FilesFlow {
  const view = (): FilesView => state().files ?? noFiles;
  const know = (part: Partial<FilesView>): void => dispatch({ type: 'known', known: { files: { ...view(), ...part } } });

  /** Another line is typed; what stood in the one before is kept. */
  const type = (at: FilesLine): void => {
    const { at: before, answers } = view();
    know({ at, completions: [], ...(isFilesLine(before) ? { answers: { ...answers, [before]: state().field.text } } : {}) });
    dispatch({ type: 'field', text: view().answers[at] });
    dispatch({ type: 'scroll', to: 0 });
  };

  const begin = (way: FilesWay): void => {
    // What was typed for the one way is none of the other's.
    const kept = view().way === way ? view().answers : { ...noFiles.answers, on: view().answers.on };
    dispatch({ type: 'known', known: { files: { ...noFiles, way, answers: kept } } });
    type('path');
  };

  const refuse = (at: FilesLine, error: unknown): void => {
    const { message, means, next } = problemOf(error);
    type(at);
    const steps = next.map(({ label, command }) => (command === undefined ? `${label}.` : `${label}: ${command}.`));
    dispatch({ type: 'field-problem', problem: [`${message}.`, means, ...steps].join(' ') });
  };

  const look = async (way: FilesWay, signal: AbortSignal): Promise<FilesPlan> => {
    const { walk } = held;
    if (!walk) throw new Error('no cluster is open');
    const { path, to, on } = view().answers;
    const able = withHostKeys(walk.session.nodes);
    const nodes = chooseNodes(on, walk.choices.name, able).map(({ name }) => name);
    if (way === 'get') {
      const folder = walk.here.path(to.trim() === '' ? '.' : to);
      const there = await walk.work.there(path.trim(), { nodes, signal });
      const places = await walk.work.places(path.trim(), there, folder, signal);
      return { way, path: path.trim(), to: folder, nodes, there, places };
    }
    const file = await walk.work.file(walk.here.path(path), signal);
    const folder = to.trim() === '' ? '~' : to.trim();
    const there = await walk.work.there(`${folder.replace(/(.)\/+$/, '$1')}/${file.name}`, { nodes, signal });
    return { way, file, to: folder, nodes, there };
  };

  const ask = (): void => {
    const { way, answers } = view();
    know({ at: 'plan', answers: { ...answers, on: state().field.text }, steps: {}, ends: [], sent: 0, seconds: 0 });
    dispatch({ type: 'known', known: { files: withoutPlan(view()) } });
    job({ what: 'Looking at the file and at the nodes', stoppable: true }, async (signal) => {
      try {
        const plan = await look(way, signal);
        return () => know({ plan });
      } catch (error) {
        signal.throwIfAborted();
        const { code } = problemOf(error);
        // What is wrong in itself is told at the line where it was typed.
        if (exitCodeOf(error) !== 2) throw error;
        return () => refuse(/^node-|^no-nodes/.test(code) ? 'on' : code === 'folder-missing' ? 'to' : 'path', error);
      }
    });
  };

  const copy = (plan: FilesPlan): void => {
    const { walk } = held;
    if (!walk) return;
    know({ at: 'copying', steps: {}, ends: [], sent: 0 });
    dispatch({ type: 'scroll', to: 0 });
    job(
      { what: plan.way === 'put' ? `Putting ${plan.file.name} on the nodes` : `Getting ${plan.path} from the nodes`, stoppable: true },
      async (signal): Promise<Then> => {
        const steps: Record<string, FileStep> = {};
        const ends: FilesEnd[] = [];
        let sent = 0;
        let changed = false;
        const publish = (): void => {
          if (!changed) return;
          changed = false;
          know({ steps: { ...steps }, ends: [...ends], sent });
        };
        const began = performance.now();
        const timer = setInterval(publish, beat);
        const listener = {
          nodes: plan.nodes,
          signal,
          step: (step: FileStep): void => {
            steps[step.node] = step;
            changed = true;
          },
          ended: (end: FilesEnd): void => {
            ends.push(end);
            changed = true;
          },
        };
        try {
          if (plan.way === 'put') {
            await walk.work.put(plan.file, {
              ...listener,
              to: plan.to,
              sent: (bytes) => {
                sent += bytes;
                changed = true;
              },
            });
          } else await walk.work.get(plan.path, { ...listener, to: plan.to, force: writtenOver(plan).length > 0 });
        } finally {
          clearInterval(timer);
        }
        const seconds = (performance.now() - began) / 1000;
        return () => {
          changed = true;
          publish();
          know({ at: 'over', seconds });
          if (state().overlay === undefined) dispatch({ type: 'scroll', to: 0 });
        };
      },
    );
  };

  return {
    ask: () => {
      show({ at: 'files' });
      dispatch({ type: 'known', known: { files: { ...withoutPlan(view()), at: 'way', completions: [] } } });
    },
    accept: () => {
      const { at, plan } = view();
      switch (at) {
        case 'way': {
          const rows = filesRows(nodeNames(state()));
          return begin(rows[chosenIndex(state(), { id: 'files', rows })]?.value ?? 'put');
        }
        case 'path':
          if (state().field.text.trim() === '') return dispatch({ type: 'field-problem', problem: 'No file is named yet.' });
          return type('to');
        case 'to':
          return type('on');
        case 'on':
          return view().answers.path.trim() === '' ? refuseEmpty() : ask();
        case 'plan':
          return plan && copy(plan);
        case 'over':
          return type('path');
        case 'copying':
          return;
        default: {
          const never: never = at;
          return never;
        }
      }
    },
    back: () => {
      const { at } = view();
      if (at === 'way' || at === 'over') return ready();
      if (at === 'copying') {
        know({ at: 'plan' });
        dispatch({ type: 'known', known: { notice: 'Stopped. What has arrived stays, and the same again goes on behind it' } });
        return;
      }
      if (at === 'plan') return type('on');
      const line = filesLines[filesLines.indexOf(at) - 1];
      if (line !== undefined) return type(line);
      know({ at: 'way', answers: { ...view().answers, path: state().field.text }, completions: [] });
      dispatch({ type: 'field', text: '' });
    },
    complete: () => {
      const { walk } = held;
      const { way, at } = view();
      if (!walk || (way === 'put' ? at !== 'path' : at !== 'to')) return;
      const { text, choices } = walk.here.complete(state().field.text, way === 'get');
      dispatch({ type: 'field', text, typed: true });
      know({ completions: choices });
    },
    turnTo: (by) => {
      const { at } = view();
      if (!isFilesLine(at)) return;
      const line = filesLines[filesLines.indexOf(at) - by];
      if (line !== undefined) type(line);
    },
  };

  function refuseEmpty(): void {
    type('path');
    dispatch({ type: 'field-problem', problem: 'No file is named yet.' });
  }
}

function withoutPlan({ plan: _, ...rest }: FilesView): FilesView {
  return rest;
}
