import { verifyAuthenticationResponse } from "@simplewebauthn/server";
import { decodeBase64url, encodeBase64url } from "../../encoding/base64url.ts";
import { Refused } from "../../refused.ts";
import { approvalChallenge } from "../../statements/challenges.ts";
import type { ApprovalLink, BoundPasskey, BoundSet, Trusted } from "../chain.ts";
import { refuse } from "../refusal.ts";
import { boundPasskey } from "./check-approval-passkey.ts";
import { type ExpectedAssertion, type VerifiedAssertion, verifyPlainAssertion } from "./plain-assertion.ts";

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
    const verified = plain ?? (await verifyByLibrary(assertion, expected, passkey));
    if (verified === undefined) return refuse("assertion_invalid", "assertion");
    if (!verified.userVerified) return refuse("user_not_verified", "assertion.UV");
    return verified.counter;
  } catch (cause) {
    if (cause instanceof Refused) throw cause;
    throw new Refused("assertion_invalid", "assertion", { cause });
  }
}

/** Verifies an assertion of any kind. @returns undefined, or throws, for one that is not right */
export async function verifyByLibrary(
  assertion: Assertion,
  { challenge, origin, rpId, counter }: ExpectedAssertion,
  passkey: Pick<BoundPasskey, "credential_id" | "public_key">,
): Promise<VerifiedAssertion | undefined> {
  const { authenticatorAttachment: _unsigned, ...signed } = assertion;
  const { userHandle, ...response } = signed.response;
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: { ...signed, response: userHandle === undefined ? response : { ...response, userHandle } },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    expectedType: "webauthn.get",
    requireUserVerification: false, // the caller checks UV, in the signed data, because it has a code of its own
    credential: {
      id: passkey.credential_id,
      publicKey: decodeBase64url(passkey.public_key, "passkey.public_key"),
      counter,
    },
  });
  const { userVerified, newCounter } = authenticationInfo;
  return verified ? { userVerified, counter: newCounter } : undefined;
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
