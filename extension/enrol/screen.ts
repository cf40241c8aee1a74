import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import type { User } from "@nearside/shared/claims.ts";
import type { EnrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";

export type Requested = EnrolmentRequest["claims"];
type Words = readonly string[];

/** What the extension's own window shows, one at a time. */
export type Screen =
  | { readonly at: "opening" }
  /** Is this what your terminal shows? `refused`: the person was asked for permissions and said no. */
  | { readonly at: "question"; readonly request: Requested; readonly refused: boolean }
  /** Confirmed; the page has to meet the command line, then to have a passkey made. */
  | { readonly at: "meeting" | "passkey"; readonly request: Requested }
  /** Compare with your terminal; confirm there. */
  | { readonly at: "words"; readonly request: Requested; readonly words: Words }
  /** Confirmed there; the administrator has yet to type the words. */
  | { readonly at: "administrator"; readonly request: Requested; readonly words: Words }
  | { readonly at: "done"; readonly issuer: string; readonly user: User }
  /** `refused`: ended in the terminal or by the administrator; `gone`: this window knows of no enrolment. */
  | { readonly at: "ended"; readonly why: RefusalCode | "cancelled" | "refused" | "gone" };
