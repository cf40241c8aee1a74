// The console's page before an enrolled machine (protocol §8), as its party says it.
import { touchAnswerSchema } from "@nearside/shared/api/console/change.ts";
import { addPasskeyOptionsSchema } from "@nearside/shared/api/console/own-passkeys.ts";
import { signInNonceAnswerSchema, signInOptionsAnswerSchema } from "@nearside/shared/api/console/session.ts";
import { changeChallenge } from "@nearside/shared/statements/console-change.ts";
import { consoleSignIn } from "@nearside/shared/statements/console-sign-in.ts";
import { ADD_PASSKEY_PATH } from "@nearside/shared/statements/passkey-addition.ts";
import { type Authenticator, assertOver } from "../vectors/authenticator.ts";
import { newParties, type Party } from "../vectors/parties.ts";
import { registerPasskey } from "./register-passkey.ts";
import { type Answer, type Client, openClient, RP_ID, type Stage } from "./stage.ts";

/** A page that is signed in: whoever has its cookie and key is it. */
export interface ConsolePage {
  readonly client: Client;
  /** Its session key. */
  readonly key: Party;
  readonly origin: string;
}

/** §8: by extension and passkey of that machine. */
export async function signInToConsole(stage: Stage): Promise<ConsolePage> {
  const client = openClient(stage.issuer);
  const { session: key } = await newParties(stage.parties.user);
  const { nonce } = (await client.postJson("/api/console/sign-in/nonce", {})).as(signInNonceAnswerSchema);
  const sign_in = await consoleSignIn.sign(stage.parties.extension, { aud: stage.issuer, nonce });
  const asked = { sign_in, session_jkt: key.thumbprint };
  const { options } = (await client.postJson("/api/console/sign-in/options", asked)).as(signInOptionsAnswerSchema);
  const challenge = Buffer.from(options.challenge, "base64url");
  const assertion = assertOver(stage.parties.passkey, { challenge, rpId: RP_ID, origin: stage.issuer });
  const answer = await client.postJson("/api/console/sign-in", { sign_in, session_key: key.jwk, assertion });
  if (answer.status !== 200) throw new Error(`not signed in: ${answer.said}`);
  return { client, key, origin: stage.issuer };
}

/** §8: a change, under the touch of that passkey. @param signed another change than the one sent */
export async function makeChange(
  { client, key, origin }: ConsolePage,
  path: string,
  change: unknown,
  touch: { readonly by: Authenticator; readonly signed?: unknown },
): Promise<Answer> {
  const { nonce } = (await client.postProved("/api/console/touch", {}, key)).as(touchAnswerSchema);
  const text = JSON.stringify("signed" in touch ? touch.signed : change);
  const challenge = await changeChallenge(nonce, path, text);
  const assertion = assertOver(touch.by, { challenge, rpId: RP_ID, origin });
  return client.postProved(path, { change, touch: { nonce, assertion } }, key);
}

/** §3.10: a further passkey made for what that page is offered. @param flags what the authenticator says of itself */
export async function furtherPasskey({ client, key, origin }: ConsolePage, passkey: Authenticator, flags?: number) {
  const offered = await client.postProved(`${ADD_PASSKEY_PATH}/options`, {}, key);
  const { request, options } = offered.as(addPasskeyOptionsSchema);
  return { label: "Blue key", request, response: registerPasskey(passkey, options.challenge, origin, flags) };
}
