/** Waiting in tests for a state to come true, instead of for time to pass. */
import type { LiveState } from '../../native/kernel/live-state.ts';

/** Resolves with the state as soon as it fulfils the condition; the test's own time limit ends a wait in vain. */
export function until<T extends object>(live: LiveState<T>, condition: (state: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const look = () => {
      const state = live.get();
      if (!condition(state)) return;
      watch.dispose();
      resolve(state);
    };
    const watch = live.subscribe(look);
    look();
  });
}

/** Asks again and again until the answer fulfils the condition; for what tells nobody when it changes. */
export async function eventually<T>(ask: () => Promise<T> | T, condition: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (condition(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
