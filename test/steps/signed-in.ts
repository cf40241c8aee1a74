// Console and account at the stage (protocol §8): the page signs in on an enrolled machine and makes changes, as it should or
// otherwise.
import { touchAnswerSchema } from "@nearside/shared/api/console/change.ts";
import { signInNonceAnswerSchema, signInOptionsAnswerSchema } from "@nearside/shared/api/console/session.ts";
import { changeChallenge } from "@nearside/shared/statements/console-change.ts";
import { consoleSignIn } from "@nearside/shared/statements/console-sign-in.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import { type AssertionTwist, assertOver } from "../vectors/authenticator.ts";
import { newParties, type Parties, type Party } from "../vectors/parties.ts";
import { type Answer, newId, now, openClient, RP_ID, type Stage } from "./stage.ts";

/** A request of the page: one thing of it may be another's. */
interface RequestTwist {
  readonly key?: Party;
  /** A whole proof, in place of a fresh one. */
  readonly proof?: string;
  /** Of the proof: another path, another time in seconds. */
  readonly path?: string;
  readonly iat?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A change: what the passkey signs may be another, or another passkey sign. */
interface TouchTwist extends RequestTwist {
  readonly nonce?: string;
  readonly signed?: unknown;
  readonly signedPath?: string;
  readonly passkey?: Parties["passkey"];
  readonly assertion?: AssertionTwist;
}

/** A page of the console that is signed in. */
export interface SignedIn {
  readonly cookie: string;
  readonly key: Party;
  /** As the page proves it, for one path. */
  readonly proofFor: (method: string, path: string, twist?: RequestTwist) => Promise<string>;
  readonly get: (path: string, twist?: RequestTwist) => Promise<Answer>;
  readonly post: (path: string, body: unknown, twist?: RequestTwist) => Promise<Answer>;
  /** For one change. */
  readonly nonce: () => Promise<string>;
  /** The body of a change, touched. */
  readonly touched: (path: string, change: unknown, twist?: TouchTwist) => Promise<unknown>;
  readonly change: (path: string, change: unknown, twist?: TouchTwist) => Promise<Answer>;
}

export const NONCE = "/api/console/sign-in/nonce";
export const OPTIONS = "/api/console/sign-in/options";
export const SIGN_IN = "/api/console/sign-in";

/** The nonce, the extension's word for it, and what the passkey is asked. */
export async function askToSignIn(stage: Stage, session: Party, extension: Party = stage.parties.extension) {
  const { nonce } = (await stage.postJson(NONCE, {})).as(signInNonceAnswerSchema);
  const sign_in = await consoleSignIn.sign(extension, { aud: stage.issuer, nonce });
  const options = await stage.postJson(OPTIONS, { sign_in, session_jkt: session.thumbprint });
  return { nonce, sign_in, options };
}

/** The answer of the passkey to that challenge, base64url. */
export const answerTo = (
  stage: Stage,
  challenge: string,
  passkey: Parties["passkey"] = stage.parties.passkey,
  twist: AssertionTwist = {},
) => assertOver(passkey, { challenge: Buffer.from(challenge, "base64url"), rpId: RP_ID, origin: stage.issuer }, twist);

/** Signs in as the page does. */
export async function openConsole(stage: Stage): Promise<SignedIn> {
  const { session: key } = await newParties(stage.parties.user);
  const client: Stage = { ...stage, ...openClient(stage.issuer) };
  const { sign_in, options } = await askToSignIn(client, key);
  const { challenge } = options.as(signInOptionsAnswerSchema).options;
  const body = { sign_in, session_key: key.jwk, assertion: answerTo(stage, challenge) };
  const answer = await client.postJson(SIGN_IN, body);
  if (answer.status !== 200) throw new Error(`not signed in: ${answer.said}`);
  return withCookie(stage, client.cookie() ?? "", key);
}

/** Whoever has that cookie and that key. */
export function withCookie(stage: Stage, cookie: string, key: Party): SignedIn {
  const { send } = openClient(stage.issuer, cookie);
  const proofFor: SignedIn["proofFor"] = (method, path, twist = {}) =>
    signDpop(twist.key ?? key, {
      method,
      url: stage.issuer + (twist.path ?? path),
      jti: newId(),
      iat: twist.iat ?? now(),
    });
  const ask = async (method: string, path: string, twist: RequestTwist = {}, body?: unknown): Promise<Answer> => {
    const dpop = twist.proof ?? (await proofFor(method, path, twist));
    const json = body === undefined ? {} : { "content-type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    return send(path, { method, headers: { dpop, ...json, ...twist.headers }, ...sent });
  };
  const nonce = async () => (await ask("POST", "/api/console/touch", {}, {})).as(touchAnswerSchema).nonce;
  const touched: SignedIn["touched"] = async (path, change, twist = {}) => {
    const once = twist.nonce ?? (await nonce());
    const text = JSON.stringify("signed" in twist ? twist.signed : change);
    const challenge = Buffer.from(await changeChallenge(once, twist.signedPath ?? path, text)).toString("base64url");
    return { change, touch: { nonce: once, assertion: answerTo(stage, challenge, twist.passkey, twist.assertion) } };
  };
  return {
    cookie,
    key,
    proofFor,
    nonce,
    touched,
    get: (path, twist) => ask("GET", path, twist),
    post: (path, body, twist) => ask("POST", path, twist, body),
    change: async (path, change, twist = {}) => ask("POST", path, twist, await touched(path, change, twist)),
  };
}
