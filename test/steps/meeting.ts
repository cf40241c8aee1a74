import type { Meeting } from "@nearside/shared/api/login-requests.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { type PresenceProof, presenceProof } from "@nearside/shared/statements/presence.ts";
import { LOOPBACK, newId } from "./stage.ts";

/**
 * Both sides of the handshake (protocol §4.3).
 * @param asked request and nonce as the page got them, compact JWS
 * @param session the session key of a login, the device key of an enrolment
 * @param account of whoever met it, as the command line could tell
 */
export async function meet(
  asked: { readonly request: string; readonly nonce: string },
  extension: Signer,
  session: Signer,
  { account = "same", forwarded = "no" }: Partial<PresenceProof["claims"]["peer"]> = {},
): Promise<Meeting> {
  const request = await sha256Base64url(asked.request);
  const salt = (await nonce.read(asked.nonce)).claims.nonce;
  const xn = newId();
  const presence = await presenceProof.sign(session, {
    request,
    nonce: salt,
    xn,
    jkt: extension.thumbprint,
    peer: { account, process: "chromium", forwarded },
  });
  return {
    hello: await hello.sign(extension, { request, nonce: salt, xn }),
    presence_proof: presence,
    attestation: await attestation.sign(extension, {
      presence: await sha256Base64url(presence),
      loopback: LOOPBACK,
      browser: "Chromium 141",
    }),
  };
}
