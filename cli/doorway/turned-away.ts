import { texts } from "../texts/doorway.ts";
import type { Refusal } from "./messages.ts";

/** The reason for which a keeper gave no answer: it said so, or it took the call and said nothing. */
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

const RESTART = texts.restart;
const AGAIN = texts.again;

const WORDS: Readonly<Partial<Record<NoAnswer, InWords>>> = {
  other_account: {
    says: texts.otherAccount,
    cure: texts.useThatAccount,
  },
  other_namespace: {
    says: texts.outsideContainer,
    cure: texts.onComputer,
  },
  forwarder: {
    says: texts.forwarded,
    cure: texts.ownTerminal,
  },
  caller_unknown: {
    says: texts.callerUnknown,
    cure: texts.sameSystem,
  },
  busy: { says: texts.busy, cure: AGAIN },
  not_active: {
    says: texts.notActive,
    cure: texts.askAdministrator,
  },
  origin_unclear: {
    says: texts.originUnclear,
    cure: AGAIN,
  },
  malformed: { says: texts.otherVersion, cure: RESTART },
  silent: {
    says: texts.silent,
    cure: texts.againOrRestart({ again: AGAIN, restart: RESTART }),
  },
};

export const noAnswerInWords = (code: NoAnswer): InWords =>
  WORDS[code] ?? { says: texts.turnedAway({ code }), cure: RESTART };
