/**
 * Milliseconds. A double click takes less, so its second half never presses a button that was not there for its first.
 */
export const SETTLE_MILLISECONDS = 600;

/** Lets one answer through, and only after its question has been in front of the person for a while. */
export interface AnswerGuard {
  /** Notes that the window came to the front, or went behind. */
  noteFront(isInFront: boolean): void;
  isReady(): boolean;
  /** Wraps the act so that it runs only at a press that counts. */
  guarded(act: () => void): () => void;
}

/**
 * Guards against a page that has the window open under a click or key press meant for something else (threat B6): the
 * page chooses that moment, the person does not.
 *
 * @param now milliseconds of a clock that is never set back
 */
export function createAnswerGuard(now: () => number): AnswerGuard {
  let inFrontSince: number | undefined;
  let answered = false;
  const isReady = (): boolean => !answered && inFrontSince !== undefined && now() - inFrontSince >= SETTLE_MILLISECONDS;
  return {
    noteFront(isInFront) {
      inFrontSince = isInFront ? now() : undefined;
    },
    isReady,
    guarded: (act) => () => {
      if (!isReady()) return;
      answered = true;
      act();
    },
  };
}
