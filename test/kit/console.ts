import { touchAnswerSchema } from "@nearside/shared/api/console/change.ts";
import { addPasskeyOptionsSchema } from "@nearside/shared/api/console/own-passkeys.ts";
import { signInNonceAnswerSchema, signInOptionsAnswerSchema } from "@nearside/shared/api/console/session.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { changeChallenge } from "@nearside/shared/statements/challenges.ts";
import { consoleSignIn } from "@nearside/shared/statements/console-sign-in.ts";
import { ADD_PASSKEY_PATH, type AddPasskeyChange } from "@nearside/shared/statements/passkey-addition.ts";
import type { Answer } from "./answer.ts";
import type { Authenticator, CeremonyTwist } from "./authenticator.ts";
import { newSigner } from "./keys.ts";
import type { EnrolledMachine, Machine } from "./machine.ts";
import { Browser, getFrom, type Headers, type ProofTwist, postJson, proofOf, type Reached } from "./send.ts";

// The console's page before an enrolled machine (protocol §8): it signs in and makes changes as the page does, or wrongly.

export const SIGN_IN = "/api/console/sign-in";

/** One thing that differs in a request of the page. */
interface RequestTwist {
  readonly headers?: Headers;
  /** A whole proof in place of a fresh one. */
  readonly proof?: string;
}

/** One thing that differs in a change. */
interface ChangeTwist extends RequestTwist {
  /** The change and the path that the passkey signs in place of those that are sent. */
  readonly signed?: unknown;
  readonly signedPath?: string;
  readonly nonce?: string;
  readonly touchedBy?: Authenticator;
  readonly assertion?: CeremonyTwist;
}

/** Says that this browser may sign in as this machine's person: nonce, the extension's word for it, what the passkey is asked. */
export async function askToSignIn(
  server: Reached,
  machine: Pick<Machine, "extension">,
  { key, browser = new Browser() }: { readonly key?: Signer; readonly browser?: Browser } = {},
) {
  const session = key ?? (await newSigner());
  const started = await postJson(server, `${SIGN_IN}/nonce`, {}, { browser });
  const { nonce } = started.as(signInNonceAnswerSchema);
  const sign_in = await consoleSignIn.sign(machine.extension, { aud: server.issuer, nonce });
  const question = { sign_in, session_jkt: session.thumbprint };
  return { browser, key: session, nonce, sign_in, options: await postJson(server, `${SIGN_IN}/options`, question) };
}

/** Signs in to the console on that machine. @throws Error with the refusal if it does not open */
export async function openConsole<M extends SigningIn>(server: Reached, machine: M): Promise<ConsolePage<M>> {
  const { browser, key, sign_in, options: answer } = await askToSignIn(server, machine);
  const { options } = answer.as(signInOptionsAnswerSchema);
  const assertion = machine.authenticator.get({ ...options, origin: server.issuer });
  const signedIn = await postJson(server, SIGN_IN, { sign_in, session_key: key.jwk, assertion }, { browser });
  if (signedIn.outcome !== "200") throw new Error(`not signed in: ${signedIn.outcome}`);
  return new ConsolePage(server, machine, browser, key);
}

type SigningIn = Pick<Machine, "extension" | "authenticator">;

/** A page of the console that is signed in. Its cookie and its key make it that page. */
export class ConsolePage<M extends SigningIn = EnrolledMachine> {
  readonly machine: M;
  readonly browser: Browser;
  readonly key: Signer;
  readonly #server: Reached;

  constructor(server: Reached, machine: M, browser: Browser, key: Signer) {
    this.#server = server;
    this.machine = machine;
    this.browser = browser;
    this.key = key;
  }

  /** A proof of this page for one request. */
  async proofFor(method: string, path: string, twist: ProofTwist & { readonly by?: Signer } = {}): Promise<string> {
    const { by = this.key, ...rest } = twist;
    return (await proofOf(this.#server, by, method, path, rest)).dpop;
  }

  /** @param path with its query */
  async get(path: string, twist: RequestTwist = {}): Promise<Answer> {
    return getFrom(this.#server, path, { ...this.browser.headers, ...(await this.#headers("GET", path, twist)) });
  }

  async post(path: string, body: unknown, twist: RequestTwist = {}): Promise<Answer> {
    const headers = await this.#headers("POST", path, twist);
    return postJson(this.#server, path, body, { browser: this.browser, headers });
  }

  async #headers(method: string, path: string, { proof, headers }: RequestTwist): Promise<Headers> {
    return { dpop: proof ?? (await this.proofFor(method, path)), ...headers };
  }

  /** A nonce for one change. */
  async nonce(): Promise<string> {
    return (await this.post("/api/console/touch", {})).as(touchAnswerSchema).nonce;
  }

  /** The body of a change, under a touch of the machine's passkey. */
  async touched(path: string, change: unknown, twist: ChangeTwist = {}): Promise<{ change: unknown; touch: object }> {
    const nonce = twist.nonce ?? (await this.nonce());
    const text = JSON.stringify("signed" in twist ? twist.signed : change);
    const challenge = await changeChallenge(nonce, twist.signedPath ?? path, text);
    const { issuer } = this.#server;
    const ceremony = { challenge, rpId: new URL(issuer).hostname, origin: issuer };
    const assertion = (twist.touchedBy ?? this.machine.authenticator).get(ceremony, twist.assertion);
    return { change, touch: { nonce, assertion } };
  }

  async change(path: string, change: unknown, twist: ChangeTwist = {}): Promise<Answer> {
    return this.post(path, await this.touched(path, change, twist), twist);
  }

  /** Makes a further passkey for what the account page is offered (protocol §3.10). @returns the change that adds it */
  async furtherPasskey(key: Authenticator): Promise<AddPasskeyChange> {
    const answer = await this.post(`${ADD_PASSKEY_PATH}/options`, {});
    const { request, options } = answer.as(addPasskeyOptionsSchema);
    const ceremony = { challenge: options.challenge, rpId: options.rp.id, origin: this.#server.issuer };
    return { label: "Blue key", request, response: key.create(ceremony) };
  }
}
