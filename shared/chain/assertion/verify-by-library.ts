import { verifyAuthenticationResponse } from "@simplewebauthn/server";
import { decodeCredentialPublicKey } from "@simplewebauthn/server/helpers";
import { decodeBase64url } from "../../encoding/base64url.ts";
import type { ApprovalLink, BoundPasskey } from "../chain.ts";
import { demandSmallNumbers } from "./demand-small-numbers.ts";
import type { ExpectedAssertion, VerifiedAssertion } from "./plain-assertion.ts";

/** Verifies an assertion of any kind. @returns undefined, or throws, for one that is not right */
export async function verifyByLibrary(
  assertion: ApprovalLink["assertion"],
  { challenge, origin, rpId, counter }: ExpectedAssertion,
  passkey: Pick<BoundPasskey, "credential_id" | "public_key">,
): Promise<VerifiedAssertion | undefined> {
  const { authenticatorAttachment: _unsigned, ...signed } = assertion;
  const { userHandle, ...response } = signed.response;
  const publicKey = decodeBase64url(passkey.public_key, "passkey.public_key");
  demandSmallNumbers(decodeCredentialPublicKey(publicKey), "passkey.public_key");
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: { ...signed, response: userHandle === undefined ? response : { ...response, userHandle } },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    expectedType: "webauthn.get",
    requireUserVerification: false, // the caller checks UV, in the signed data, because it has a code of its own
    credential: {
      id: passkey.credential_id,
      publicKey,
      counter,
    },
  });
  const { userVerified, newCounter } = authenticationInfo;
  return verified ? { userVerified, counter: newCounter } : undefined;
}
