import { draftSchema, type RulesDraft } from "@nearside/shared/api/console/rules.ts";
import * as v from "valibot";
import { RULES_DRAFT, useDrafts } from "../form/drafts.tsx";

/** The draft of a set: rules, the tests beside them, and the number of the version that it was made from. */
export interface StoredDraft extends RulesDraft {
  readonly base: number;
}

const storedSchema = v.strictObject({ ...draftSchema.entries, base: v.number() });

/** The person's one draft, which the editor writes and which what-if, replay and promotion read. */
interface OwnDraft {
  /** Gives undefined if nothing was changed. */
  read(): StoredDraft | undefined;
  keep(draft: StoredDraft): void;
  discard(): void;
}

export function useOwnDraft(): OwnDraft {
  const drafts = useDrafts();
  return {
    read() {
      const stored = v.safeParse(storedSchema, drafts.of(RULES_DRAFT));
      return stored.success ? stored.output : undefined;
    },
    keep: ({ text, tests, base }) => drafts.keep(RULES_DRAFT, { text, tests, base }),
    discard: () => drafts.discard(RULES_DRAFT),
  };
}
