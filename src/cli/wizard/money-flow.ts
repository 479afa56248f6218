import { problemOf } from '../../state/problem.ts';
import { timeWords } from '../../state/words.ts';
import type { Core, Then } from './core.ts';
import { lookedAgain } from './looked-again.ts';
import { orThrow } from './outcome.ts';

/** What it costs, and the hard stop, from the last screen. */
export interface MoneyFlow {
  money(): void;
  askStop(): void;
  /** What was typed is looked at; looked at already, it is set. */
  acceptStop(): void;
}

/** @param ready shows the last screen. */
export function moneyFlow({ held, state, dispatch, show, job }: Core, ready: () => void): MoneyFlow {
  const set = (): void => {
    const { walk } = held;
    const { stopping } = state();
    if (!walk || !stopping) return;
    if (stopping.plan.nothingToDo) {
      ready();
      return;
    }
    const { text, plan } = stopping;
    const look = async (signal: AbortSignal): Promise<void> =>
      dispatch({ type: 'known', known: { stopping: { text, plan: await walk.autostop(text, signal) } } });
    const carryOut = async (signal: AbortSignal): Promise<Then> => {
      orThrow(await walk.setAutostop(signal), signal);
      return () => {
        ready();
        const { wanted } = plan;
        const at = wanted && timeWords(wanted);
        dispatch({
          type: 'known',
          known: { notice: at ? `Azure stops all nodes at ${at}, each day, this program closed or not` : 'Azure stops the nodes by itself no more' },
        });
      };
    };
    job(
      { what: plan.wanted ? 'Setting the auto-shutdown' : 'Taking the auto-shutdown away', stage: 'your-cluster', stoppable: false },
      lookedAgain(look, carryOut),
    );
  };
  return {
    money: () => show({ at: 'money' }),
    askStop: () => {
      show({ at: 'autostop' });
      dispatch({ type: 'known', known: { stopping: undefined } });
      dispatch({ type: 'field', text: state().cluster?.autostop ? 'off' : '23:00' });
    },
    acceptStop: () => {
      const { walk } = held;
      const { field, stopping, cluster } = state();
      const text = field.text.trim();
      if (!walk) return;
      if (cluster?.choices.network === 'infiniband') return ready();
      if (stopping?.text === text) return set();
      job({ what: 'Asking Azure what is set', stoppable: true }, async (signal) => {
        try {
          const plan = await walk.autostop(text, signal);
          return () => dispatch({ type: 'known', known: { stopping: { text, plan } } });
        } catch (error) {
          signal.throwIfAborted();
          const { code, message, means } = problemOf(error);
          if (!/^(autostop|duration)-/.test(code)) throw error;
          return () => dispatch({ type: 'field-problem', problem: `${message}. ${means}` });
        }
      });
    },
  };
}
