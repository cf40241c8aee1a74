/** A double click takes less: its second half must not land on a button that was not there for its first. Milliseconds. */
export const SETTLE_MILLISECONDS = 600;

/** Lets one answer through, and only after its question has stood in front of the person for a while. */
export interface AnswerGuard {
  /** The window came to the front, or went behind. */
  noteFront(isInFront: boolean): void;
  isReady(): boolean;
  /** The act, if a press of that moment may count. */
  guarded(act: () => void): () => void;
}

/**
 * Against a page that has the window open under a click or key press meant for something else (threat B6): the page
 * chooses the moment, the person does not.
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
