import { encodeBase64url } from "../../encoding/base64url.ts";
import { Refused } from "../../refused.ts";
import { approvalChallenge } from "../../statements/challenges.ts";
import type { ApprovalLink, BoundPasskey, BoundSet, Trusted } from "../chain.ts";
import { refuse } from "../refusal.ts";
import { boundPasskey } from "./check-approval-passkey.ts";
import { verifyPlainAssertion } from "./plain-assertion.ts";
import type { verifyByLibrary } from "./verify-by-library.ts";

type Assertion = ApprovalLink["assertion"];

/**
 * Verifies an assertion over one challenge (WebAuthn L3 §7.2): type, challenge, origin, rpIdHash, UP, UV, counter,
 * signature.
 *
 * @param counter the signature counter stored so far; 0 if none is stored, as with a later verifier
 * @returns the new signature counter
 * @throws Refused `assertion_invalid`, `user_not_verified`
 */
export async function verifyAssertion(
  assertion: Assertion,
  challenge: Uint8Array<ArrayBuffer>,
  passkey: Pick<BoundPasskey, "credential_id" | "public_key">,
  party: Pick<Trusted, "rpId" | "origin">,
  counter = 0,
): Promise<number> {
  const { rpId, origin } = party;
  const expected = { challenge: encodeBase64url(challenge), origin, rpId, counter };
  try {
    const plain = await verifyPlainAssertion(assertion, expected, passkey);
    const verified = plain ?? (await byLibrary(assertion, expected, passkey));
    if (verified === undefined) return refuse("assertion_invalid", "assertion");
    if (!verified.userVerified) return refuse("user_not_verified", "assertion.UV");
    return verified.counter;
  } catch (cause) {
    if (cause instanceof Refused) throw cause;
    throw new Refused("assertion_invalid", "assertion", { cause });
  }
}

/** The library is large, and few assertions need it, so it is loaded with the first of them. */
async function byLibrary(...asked: Parameters<typeof verifyByLibrary>): ReturnType<typeof verifyByLibrary> {
  const library = await import("./verify-by-library.ts");
  return library.verifyByLibrary(...asked);
}

/**
 * The passkey signed that decision, or the one that it rests on, at that origin, with the person verified (protocol
 * §4.5).
 *
 * @throws Refused `assertion_invalid`, `user_not_verified`, `passkey_not_bound`
 */
export async function checkApprovalAssertion(
  chain: Pick<ApprovalLink, "assertion" | "decision"> & { readonly earlier: Pick<ApprovalLink, "decision"> | null },
  trusted: Pick<Trusted, "rpId" | "origin"> & { readonly bound: Pick<BoundSet, "passkeys"> },
): Promise<void> {
  const touched = chain.earlier ?? chain;
  await verifyAssertion(
    chain.assertion,
    await approvalChallenge(touched.decision.hash),
    boundPasskey(chain, trusted),
    trusted,
  );
}
