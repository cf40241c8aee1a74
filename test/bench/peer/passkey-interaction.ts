import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import { generateAuthenticationOptions, verifyAuthenticationResponse } from "@simplewebauthn/server";
import type Provider from "oidc-provider";
import { RP_ID } from "../../steps/stage.ts";
import type { PeerSettings } from "./names.ts";
import type { PasskeyStore } from "./peer-store.ts";

const USER = "us_of_the_bench";

/** The page to which oidc-provider sends the person: GET tells what the passkey is to sign, POST takes the assertion and finishes. */
export async function passkeyInteraction(
  provider: Provider,
  passkeys: PasskeyStore,
  { issuer, passkey }: { readonly issuer: string; readonly passkey: PeerSettings["passkey"] },
): Promise<(request: IncomingMessage, response: ServerResponse) => Promise<void>> {
  await passkeys.add({ id: passkey.credential_id, user: USER, publicKey: passkey.public_key });
  /** The interaction's id is random, single use and kept, so its hash serves as the challenge, and nothing more is written. */
  const challengeOf = (uid: string): Buffer => createHash("sha256").update(uid).digest();

  async function ask(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { uid } = await provider.interactionDetails(request, response);
    const options = await generateAuthenticationOptions({
      rpID: RP_ID,
      challenge: new Uint8Array(challengeOf(uid)),
      allowCredentials: (await passkeys.idsOf(USER)).map((id) => ({ id })),
      userVerification: "required",
    });
    response.setHeader("content-type", "application/json").end(JSON.stringify(options));
  }

  async function finish(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { uid, params } = await provider.interactionDetails(request, response);
    const assertion: AssertionJson = JSON.parse(await text(request));
    const stored = await passkeys.find(assertion.id);
    if (stored === undefined) throw new Error("that passkey is unknown");
    const { response: assertionResponse, id, rawId, type, clientExtensionResults } = assertion;
    const { authenticatorData, clientDataJSON, signature } = assertionResponse;
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { id, rawId, type, clientExtensionResults, response: { authenticatorData, clientDataJSON, signature } },
      expectedChallenge: challengeOf(uid).toString("base64url"),
      expectedOrigin: issuer,
      expectedRPID: RP_ID,
      requireUserVerification: true,
      credential: {
        id: stored.id,
        publicKey: new Uint8Array(Buffer.from(stored.publicKey, "base64url")),
        counter: stored.counter,
      },
    });
    if (!verified) throw new Error("the assertion is not good");
    await passkeys.count(stored.id, authenticationInfo.newCounter);
    const accountId = stored.user;
    const grant = new provider.Grant({ accountId, clientId: String(params["client_id"]) });
    grant.addOIDCScope("openid offline_access");
    grant.addResourceScope(String(params["resource"]), "read");
    const result = { login: { accountId, amr: ["pop", "user"] }, consent: { grantId: await grant.save() } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }

  return async (request, response) => {
    try {
      await (request.method === "GET" ? ask : finish)(request, response);
    } catch (error) {
      response.writeHead(400).end(String(error));
    }
  };
}
