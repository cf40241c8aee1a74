// The console as whoever has an enrolled machine opens it: signed in by extension and passkey, each change signed by a touch.
import { touchAnswerSchema } from "@nearside/shared/api/console/change.ts";
import { signInNonceAnswerSchema, signInOptionsAnswerSchema } from "@nearside/shared/api/console/session.ts";
import type { AssertionJson } from "@nearside/shared/api/webauthn.ts";
import { changeChallenge } from "@nearside/shared/statements/console-change.ts";
import { consoleSignIn } from "@nearside/shared/statements/console-sign-in.ts";
import { type Answer, openClient, RP_ID, type Stage } from "../steps/stage.ts";
import { assertOver } from "../vectors/authenticator.ts";

export interface OpenConsole {
  readonly get: (path: string) => Promise<Answer>;
  readonly post: (path: string, body: unknown) => Promise<Answer>;
  /** A nonce for one change: taken beforehand, so that the change alone is what moves something. */
  readonly nonce: () => Promise<string>;
  /** With a touch of the machine's passkey over that very change. */
  readonly change: (path: string, change: unknown, nonce?: string) => Promise<Answer>;
}

export async function openConsole({ issuer, parties }: Stage): Promise<OpenConsole> {
  const { extension, passkey, session } = parties;
  const page = openClient(issuer);
  const touched = (challenge: Uint8Array<ArrayBuffer> | Buffer): AssertionJson =>
    assertOver(passkey, { challenge: Buffer.from(challenge), rpId: RP_ID, origin: issuer });
  const started = (await page.postJson("/api/console/sign-in/nonce", {})).as(signInNonceAnswerSchema);
  const sign_in = await consoleSignIn.sign(extension, { aud: issuer, nonce: started.nonce });
  const asked = await page.postJson("/api/console/sign-in/options", { sign_in, session_jkt: session.thumbprint });
  const { options } = asked.as(signInOptionsAnswerSchema);
  const assertion = touched(Buffer.from(options.challenge, "base64url"));
  const signedIn = await page.postJson("/api/console/sign-in", { sign_in, session_key: session.jwk, assertion });
  if (signedIn.said !== "200") throw new Error(`not signed in: ${signedIn.said}`);
  const nonce = async (): Promise<string> =>
    (await page.postProved("/api/console/touch", {}, session)).as(touchAnswerSchema).nonce;
  return {
    get: (path) => page.getProved(path, session),
    post: (path, body) => page.postProved(path, body, session),
    nonce,
    async change(path, change, given) {
      const used = given ?? (await nonce());
      const challenge = await changeChallenge(used, path, JSON.stringify(change));
      return page.postProved(path, { change, touch: { nonce: used, assertion: touched(challenge) } }, session);
    },
  };
}
