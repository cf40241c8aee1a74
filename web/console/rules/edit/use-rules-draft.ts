import { type CheckAnswer, type RulesAnswer, rulesApi } from "@nearside/shared/api/console/rules.ts";
import { useEffect, useState } from "react";
import { useConsole } from "../../console-context.ts";
import { useAsk } from "../../data/use-ask.ts";
import type { ConsoleProblem } from "../../problem.ts";
import { type KeptDraft, useOwnDraft } from "../draft.ts";

/** Milliseconds for which the typing must rest before the server checks the draft. */
const PAUSE_MILLISECONDS = 500;

export interface RulesDraftInHand {
  readonly kept: KeptDraft;
  /** The draft as it was when the typing last rested. */
  readonly settled: KeptDraft;
  /** True if the draft differs from the set in force. */
  readonly isChanged: boolean;
  /** The server's findings about this draft, or about the one of a moment ago. */
  readonly check: CheckAnswer | undefined;
  /** True if `check` is about this very draft. */
  readonly isChecked: boolean;
  readonly problem: ConsoleProblem | null;
  change(more: Partial<KeptDraft>): void;
  checkAgain(): void;
  /** Throws the draft away. */
  discard(): void;
}

/** Holds the draft, keeps it while the person is elsewhere, and has it checked as it is written. */
export function useRulesDraft(answer: RulesAnswer, onAnew: () => void): RulesDraftInHand {
  const own = useOwnDraft();
  const { clock } = useConsole();
  const [kept, setKept] = useState<KeptDraft>(() => own.read() ?? inForce(answer));
  const [asked, setAsked] = useState(kept);
  useEffect(() => {
    if (isSame(asked, kept)) return undefined;
    return clock.after(PAUSE_MILLISECONDS, () => setAsked(kept));
  }, [clock, kept, asked]);
  const { text, tests } = asked;
  const reading = useAsk(rulesApi.check, { text, tests }, { keepPrevious: true });
  return {
    kept,
    settled: asked,
    isChanged: !isSame(kept, inForce(answer)),
    check: reading.data,
    isChecked: reading.data !== undefined && !reading.isPlaceholderData && isSame(asked, kept),
    problem: reading.error,
    change(more) {
      const next = { ...kept, ...more };
      setKept(next);
      if (isSame(next, inForce(answer))) own.discard();
      else own.keep(next);
    },
    checkAgain: () => void reading.refetch(),
    discard() {
      own.discard();
      onAnew();
    },
  };
}

const inForce = ({ text, tests, version }: RulesAnswer): KeptDraft => ({ text, tests, base: version.number });

const isSame = (one: KeptDraft, other: KeptDraft): boolean => one.text === other.text && one.tests === other.tests;
