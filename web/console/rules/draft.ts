import { draftSchema, type RulesDraft } from "@nearside/shared/api/console/rules.ts";
import * as v from "valibot";
import { RULES_DRAFT, useDrafts } from "../form/drafts.tsx";

/** What is being written: rules, the tests beside them, and the version that it was made from. */
export interface KeptDraft extends RulesDraft {
  readonly base: number;
}

const keptSchema = v.strictObject({ ...draftSchema.entries, base: v.number() });

/** The one draft of the person, which the editor writes and what-if, replay and promotion read. */
interface OwnDraft {
  /** Nothing where nothing was changed. */
  read(): KeptDraft | undefined;
  keep(draft: KeptDraft): void;
  discard(): void;
}

export function useOwnDraft(): OwnDraft {
  const drafts = useDrafts();
  return {
    read() {
      const kept = v.safeParse(keptSchema, drafts.of(RULES_DRAFT));
      return kept.success ? kept.output : undefined;
    },
    keep: ({ text, tests, base }) => drafts.keep(RULES_DRAFT, { text, tests, base }),
    discard: () => drafts.discard(RULES_DRAFT),
  };
}
