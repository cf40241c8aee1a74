import type { WhatIfAnswer } from "@nearside/shared/api/console/rule-trials.ts";
import type { RulesDraft } from "@nearside/shared/api/console/rules.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import type { DraftFacts, JudgedDraft } from "../book/judge-draft.ts";
import type { ReadDraft } from "../book/read-draft.ts";
import type { EditedRules, RuleEdit } from "../cards/edit-rules.ts";
import type { RuleProblem } from "../reading/rules-refused.ts";

// Between the server and a thread that works on rules. To be checked, a draft is read first, and then judged by what is known of what
// it names.

/** A set, and a login to try it on. */
export interface Trial {
  readonly text: string;
  readonly version: string;
  readonly given: Given;
}

export type Tried =
  | { readonly state: "tried"; readonly answer: WhatIfAnswer }
  /** The text is no set of rules. */
  | { readonly state: "unreadable"; readonly problems: readonly RuleProblem[] };

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
