import { type EnrolmentStateName, enrolmentStateAnswerSchema } from "@nearside/shared/api/enrolments.ts";
import type { AssertionJson, RegistrationJson } from "@nearside/shared/passkey/webauthn.ts";
import type { Post } from "./post.ts";

/** The passkey that was made, or for a further browser the one that was used (protocol §3.3, §3.7). */
export type PasskeyAnswer =
  | { readonly passkey: "create"; readonly response: RegistrationJson }
  | { readonly passkey: "get"; readonly response: AssertionJson };

/** Hands in the passkey's proof of possession (protocol §3.3, §3.4). */
export async function storePasskey(
  post: Post,
  enrolmentId: string,
  answer: PasskeyAnswer,
  signal: AbortSignal,
): Promise<EnrolmentStateName> {
  const { state } = await post(`/api/enrolments/${enrolmentId}/passkey`, answer, enrolmentStateAnswerSchema, signal);
  return state;
}
