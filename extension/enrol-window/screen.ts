import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import type { User } from "@nearside/shared/claims.ts";
import type { EnrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";

export type Requested = EnrolmentRequest["claims"];
type Words = readonly string[];

/** The screens of the extension's own window, of which it shows one at a time. */
export type Screen =
  | { readonly at: "opening" }
  /** "Is this what your terminal shows?" `refused`: the person was asked for permissions and said no. */
  | { readonly at: "question"; readonly request: Requested; readonly refused: boolean }
  /** The person has confirmed. The page has to meet the command line, then to have a passkey made. */
  | { readonly at: "meeting" | "passkey"; readonly request: Requested }
  /** The person compares the words with the terminal, and confirms there. */
  | { readonly at: "words"; readonly request: Requested; readonly words: Words }
  /** The person has confirmed in the terminal; the administrator has yet to type the words. */
  | { readonly at: "administrator"; readonly request: Requested; readonly words: Words }
  | { readonly at: "done"; readonly issuer: string; readonly user: User }
  /** `refused`: ended in the terminal or by the administrator; `gone`: this window belongs to no enrolment; `failed`: a fault of the extension. */
  | { readonly at: "ended"; readonly why: RefusalCode | "cancelled" | "refused" | "gone" | "failed" };
