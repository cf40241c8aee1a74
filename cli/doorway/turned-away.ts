import type { Refusal } from "./messages.ts";

/** Why a keeper gave no answer: it said so, or it took the call and said nothing. */
type NoAnswer = Refusal | "silent";

/** The keeper gave this caller no answer. */
export class TurnedAway extends Error {
  readonly code: NoAnswer;

  constructor(code: NoAnswer) {
    super(code);
    this.name = "TurnedAway";
    this.code = code;
  }
}

/** A sentence of a person about it, and what she can do. */
interface InWords {
  readonly says: string;
  readonly cure: string;
}

const RESTART = "Start it anew: systemctl --user restart nearside-keeper.service";
const AGAIN = "Try again in a moment.";

const WORDS: Readonly<Partial<Record<NoAnswer, InWords>>> = {
  other_account: {
    says: "The keeper there is another account's.",
    cure: "Call it as the account that started it, and not by sudo.",
  },
  other_namespace: {
    says: "The keeper runs outside of this container.",
    cure: "Call it on the computer itself. Logins in here go through its socket for containers: nearside keeper container-socket",
  },
  forwarder: {
    says: "The call came through a program that carries connections from another machine.",
    cure: "Call the keeper from a terminal of its own computer.",
  },
  caller_unknown: {
    says: "The keeper's system does not tell it who calls.",
    cure: "Call it from the same system, and not from a container or a sandbox.",
  },
  busy: { says: "Too many programs call the keeper just now.", cure: AGAIN },
  not_in_force: {
    says: "The server has taken this machine out of force.",
    cure: "Ask your administrator.",
  },
  origin_unclear: {
    says: "The keeper can't tell just now which process started the caller.",
    cure: AGAIN,
  },
  malformed: { says: "The keeper is of another version.", cure: RESTART },
  silent: {
    says: "The keeper was called and has not answered: it is just starting or ending, or it hangs.",
    cure: `${AGAIN} ${RESTART}`,
  },
};

export const noAnswerInWords = (code: NoAnswer): InWords =>
  WORDS[code] ?? { says: `The keeper turned this call away (${code}).`, cure: RESTART };
