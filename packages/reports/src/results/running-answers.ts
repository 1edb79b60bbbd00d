import { untilAborted } from '../query/until-aborted.ts';

interface Running<Answer> {
  readonly answer: Promise<Answer>;
  readonly begunAt: number;
  readonly giveUp: AbortController;
  askers: number;
  isOver: boolean;
}

/**
 * How old a running answer may be when somebody joins it, milliseconds. An event is visible this much later to who asks what is
 * being answered already, and no later than to who asked first.
 */
const joinedWithinMs = 250;

/**
 * Equal questions that are asked while one of them is being answered have that one answer, as twenty screens with one board ask.
 * Nothing is kept behind its end. Whoever goes away alone does not stop it.
 */
export function createRunningAnswers<Answer>(clock: () => number = () => performance.now()) {
  const running = new Map<string, Running<Answer>>();

  const begin = (key: string, find: (signal: AbortSignal) => Promise<Answer>): Running<Answer> => {
    const giveUp = new AbortController();
    const one: Running<Answer> = {
      answer: find(giveUp.signal),
      begunAt: clock(),
      giveUp,
      askers: 0,
      isOver: false,
    };
    running.set(key, one);
    const end = () => {
      one.isOver = true;
      forget(key, one);
    };
    one.answer.then(end, end);
    return one;
  };

  const forget = (key: string, one: Running<Answer>) => {
    if (running.get(key) === one) running.delete(key);
  };

  return async (
    key: string,
    signal: AbortSignal | undefined,
    find: (signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer> => {
    signal?.throwIfAborted();
    const before = running.get(key);
    const one = before && clock() - before.begunAt <= joinedWithinMs ? before : begin(key, find);
    one.askers++;
    try {
      return await untilAborted(one.answer, signal);
    } finally {
      one.askers--;
      if (one.askers === 0 && !one.isOver) {
        forget(key, one);
        one.giveUp.abort(signal?.reason);
      }
    }
  };
}
