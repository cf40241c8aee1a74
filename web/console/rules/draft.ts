import { draftSchema, type RulesDraft } from "@nearside/shared/api/console/rules.ts";
import * as v from "valibot";
import { RULES_DRAFT, useDrafts } from "../form/drafts.tsx";

/** The draft of a set: rules, the tests beside them, and the number of the version that it was made from. */
export interface KeptDraft extends RulesDraft {
  readonly base: number;
}

const keptSchema = v.strictObject({ ...draftSchema.entries, base: v.number() });

/** The person's one draft, which the editor writes and which what-if, replay and promotion read. */
interface OwnDraft {
  /** Gives undefined if nothing was changed. */
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
