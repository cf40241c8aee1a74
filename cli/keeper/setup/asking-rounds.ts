/** Servers are asked again after so many looks: a key that takes over from another does so in days. */
const LOOKS_BETWEEN = 360;

/** Says at which looks the servers are asked. */
interface AskingRounds {
  /** @param about the servers of this account's enrolments, as a text: where it is another one, they are asked at once */
  isDue(about: string): boolean;
  /** Notes the outcome. @param all true if each server was heard */
  asked(all: boolean): void;
}

/**
 * They are asked with a new enrolment, and every few hours. Where one is not heard, all are asked again after pauses that double: one that is
 * gone for good must not have the others asked each minute, by the keepers of everybody.
 */
export function askingRounds(): AskingRounds {
  let about: string | undefined;
  let left = 0;
  let pause = 1;
  return {
    isDue: (now) => {
      left -= 1;
      if (now !== about) pause = 1;
      const isDue = now !== about || left <= 0;
      about = now;
      return isDue;
    },
    asked: (all) => {
      left = all ? LOOKS_BETWEEN : pause;
      pause = all ? 1 : Math.min(pause * 2, LOOKS_BETWEEN);
    },
  };
}
