import type { EditedRules, RuleEdit } from "@nearside/rules/cards/edit-rules.ts";
import type { DraftFacts, JudgedDraft } from "@nearside/rules/drafts/judge-draft.ts";
import type { ReadDraft } from "@nearside/rules/drafts/read-draft.ts";
import type { Trial, Tried } from "@nearside/rules/drafts/trials.ts";
import type { RulesDraft } from "@nearside/shared/api/console/rules.ts";

// Between the server and a thread that works on rules. To be checked, a draft is read first, and then judged by what is known of what
// it names.

export type RuleWork =
  | { readonly kind: "read"; readonly draft: RulesDraft }
  | { readonly kind: "judge"; readonly facts: DraftFacts }
  | { readonly kind: "try"; readonly trial: Trial }
  | { readonly kind: "edit"; readonly text: string; readonly edit: RuleEdit };

/** What is answered, by what was asked. */
export interface RuleWorkDone {
  readonly read: ReadDraft;
  readonly judge: JudgedDraft;
  readonly try: Tried;
  readonly edit: EditedRules;
}
