import type { RulesDraft } from "@nearside/shared/api/console/rules.ts";
import type { DraftFacts, JudgedDraft } from "./judge-draft.ts";
import type { ReadDraft } from "./read-draft.ts";

// Between the server and the thread that checks drafts. First a draft is read, then it is judged by what is known of what it names.

export type CheckAsked =
  | { readonly kind: "read"; readonly draft: RulesDraft }
  | { readonly kind: "judge"; readonly facts: DraftFacts };

export type CheckSaid =
  | { readonly kind: "read"; readonly read: ReadDraft }
  | { readonly kind: "judged"; readonly judged: JudgedDraft };
