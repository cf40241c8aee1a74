import { type CheckAnswer, type RulesAnswer, rulesApi } from "@nearside/shared/api/console/rules.ts";
import { useEffect, useState } from "react";
import { useConsole } from "../../console-context.ts";
import { useAsk } from "../../data/use-ask.ts";
import type { ConsoleProblem } from "../../problem.ts";
import { type StoredDraft, useOwnDraft } from "../draft.ts";

/** Milliseconds for which the typing must rest before the server checks the draft. */
const PAUSE_MILLISECONDS = 500;

export interface RulesDraftInHand {
  readonly current: StoredDraft;
  /** The draft as it was when the typing last rested. */
  readonly settled: StoredDraft;
  /** True if the draft differs from the active set. */
  readonly isChanged: boolean;
  /** The server's findings about this draft, or about the one of a moment ago. */
  readonly check: CheckAnswer | undefined;
  /** True if `check` is about this very draft. */
  readonly isChecked: boolean;
  readonly problem: ConsoleProblem | null;
  change(more: Partial<StoredDraft>): void;
  checkAgain(): void;
  /** Throws the draft away. */
  discard(): void;
}

/** Holds the draft, keeps it while the person is elsewhere, and has it checked as it is written. */
export function useRulesDraft(answer: RulesAnswer, onAgain: () => void): RulesDraftInHand {
  const own = useOwnDraft();
  const { clock } = useConsole();
  const [current, setCurrent] = useState<StoredDraft>(() => own.read() ?? activeRules(answer));
  const [settled, setSettled] = useState(current);
  useEffect(() => {
    if (isSame(settled, current)) return undefined;
    return clock.after(PAUSE_MILLISECONDS, () => setSettled(current));
  }, [clock, current, settled]);
  const { text, tests } = settled;
  const reading = useAsk(rulesApi.check, { text, tests }, { keepPrevious: true });
  return {
    current,
    settled,
    isChanged: !isSame(current, activeRules(answer)),
    check: reading.data,
    isChecked: reading.data !== undefined && !reading.isPlaceholderData && isSame(settled, current),
    problem: reading.error,
    change(more) {
      const next = { ...current, ...more };
      setCurrent(next);
      if (isSame(next, activeRules(answer))) own.discard();
      else own.keep(next);
    },
    checkAgain: () => void reading.refetch(),
    discard() {
      own.discard();
      onAgain();
    },
  };
}

const activeRules = ({ text, tests, version }: RulesAnswer): StoredDraft => ({ text, tests, base: version.number });

const isSame = (one: StoredDraft, other: StoredDraft): boolean => one.text === other.text && one.tests === other.tests;
