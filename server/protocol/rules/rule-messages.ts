import type { EditedRules, RuleEdit } from "@nearside/rules/cards/edit-rules.ts";
import type { DraftFacts, JudgedDraft } from "@nearside/rules/drafts/judge-draft.ts";
import type { ReadDraft } from "@nearside/rules/drafts/read-draft.ts";
import type { Trial, Tried } from "@nearside/rules/drafts/trials.ts";
import type { RulesDraft } from "@nearside/shared/api/console/rules.ts";

// Messages between the server and a thread that works on rules. A draft is checked in two steps: it is read, and then judged by the facts
// about the things that it names.

export type RuleWork =
  | { readonly kind: "read"; readonly draft: RulesDraft }
  | { readonly kind: "judge"; readonly facts: DraftFacts }
  | { readonly kind: "try"; readonly trial: Trial }
  | { readonly kind: "edit"; readonly text: string; readonly edit: RuleEdit };

/** The answers, by the kind of work. */
export interface RuleWorkDone {
  readonly read: ReadDraft;
  readonly judge: JudgedDraft;
  readonly try: Tried;
  readonly edit: EditedRules;
}
