import { touchAnswerSchema } from "@nearside/shared/api/console/change.ts";
import { signInNonceAnswerSchema, signInOptionsAnswerSchema } from "@nearside/shared/api/console/session.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import type { Role } from "@nearside/shared/roles.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { changeChallenge } from "@nearside/shared/statements/challenges.ts";
import { consoleSignIn } from "@nearside/shared/statements/console-sign-in.ts";
import type { Answer } from "./answer.ts";
import type { CeremonyTwist } from "./authenticator.ts";
import { enrolledMachine } from "./enrol.ts";
import { newSigner } from "./keys.ts";
import type { EnrolledMachine } from "./machine.ts";
import { Browser, getFrom, type Headers, postJson, proofOf } from "./send.ts";
import { ISSUER, type TestServer } from "./test-server.ts";

// The console's page in front of an enrolled machine: it signs in and makes changes as the page does, or wrongly.

/** One thing of a change that is not as it should be. */
export interface ChangeTwist {
  /** What the passkey signs in place of the change and its path. */
  readonly signed?: unknown;
  readonly signedPath?: string;
  readonly nonce?: string;
  readonly touchedBy?: EnrolledMachine;
  readonly flags?: number;
  readonly unsigned?: CeremonyTwist["unsigned"];
  readonly headers?: Headers;
}

/** A page of the console, signed in. */
export class ConsolePage {
  readonly machine: EnrolledMachine;
  readonly browser: Browser;
  readonly key: Signer;
  readonly #server: TestServer;

  constructor(server: TestServer, machine: EnrolledMachine, browser: Browser, key: Signer) {
    this.#server = server;
    this.machine = machine;
    this.browser = browser;
    this.key = key;
  }

  /** @param path with its query */
  async get(path: string, headers: Headers = {}): Promise<Answer> {
    const proof = await proofOf(this.#server, this.key, "GET", path);
    return getFrom(this.#server, path, { ...this.browser.headers, ...proof, ...headers });
  }

  async post(path: string, body: unknown, headers: Headers = {}): Promise<Answer> {
    const proof = await proofOf(this.#server, this.key, "POST", path);
    return postJson(this.#server, path, body, { browser: this.browser, headers: { ...proof, ...headers } });
  }

  /** A nonce for one change. */
  async nonce(): Promise<string> {
    return (await this.post("/api/console/touch", {})).as(touchAnswerSchema).nonce;
  }

  /** Makes a change with a touch of the machine's passkey. */
  async change(path: string, change: unknown, twist: ChangeTwist = {}): Promise<Answer> {
    const nonce = twist.nonce ?? (await this.nonce());
    const text = JSON.stringify("signed" in twist ? twist.signed : change);
    const challenge = encodeBase64url(await changeChallenge(nonce, twist.signedPath ?? path, text));
    const { authenticator } = twist.touchedBy ?? this.machine;
    const ceremony = { challenge, rpId: new URL(ISSUER).hostname, origin: ISSUER };
    const { flags, unsigned } = twist;
    const given = { ...(flags === undefined ? {} : { flags }), ...(unsigned === undefined ? {} : { unsigned }) };
    const assertion = authenticator.get(ceremony, given);
    return this.post(path, { change, touch: { nonce, assertion } }, twist.headers);
  }
}

/** What signs in, as the page gets it together. */
export async function askToSignIn(server: TestServer, machine: EnrolledMachine) {
  const browser = new Browser();
  const key = await newSigner();
  const started = await postJson(server, "/api/console/sign-in/nonce", {}, { browser });
  const { nonce } = started.as(signInNonceAnswerSchema);
  const sign_in = await consoleSignIn.sign(machine.extension, { aud: ISSUER, nonce });
  const asked = { sign_in, session_jkt: key.thumbprint };
  return { browser, key, nonce, sign_in, options: await postJson(server, "/api/console/sign-in/options", asked) };
}

/** The console, signed in on that machine. */
export async function openConsole(server: TestServer, machine: EnrolledMachine): Promise<ConsolePage> {
  const { browser, key, sign_in, options: answer } = await askToSignIn(server, machine);
  const { options } = answer.as(signInOptionsAnswerSchema);
  const assertion = machine.authenticator.get({ ...options, origin: ISSUER });
  const body = { sign_in, session_key: key.jwk, assertion };
  const signedIn = await postJson(server, "/api/console/sign-in", body, { browser });
  if (signedIn.said !== "200") throw new Error(`not signed in: ${signedIn.said}`);
  return new ConsolePage(server, machine, browser, key);
}

/** Gives that person a role, as the server's own shell would. */
export async function giveRole({ services }: TestServer, userId: string, role: Role): Promise<void> {
  await services.db.updateTable("users").set({ role }).where("id", "=", userId).execute();
}

/** The consoles of one person of each of those roles, called as the role is. */
export async function consolesOf<R extends Role>(
  server: TestServer,
  roles: readonly R[],
): Promise<(role: R) => ConsolePage> {
  const pages = new Map<R, ConsolePage>();
  for (const role of roles) pages.set(role, await consoleOf(server, role, role));
  return (role) => {
    const page = pages.get(role);
    if (page === undefined) throw new Error(`nobody is ${role}`);
    return page;
  };
}

/** The console of somebody new with that role, on a machine of their own. */
export async function consoleOf(
  server: TestServer,
  role: Role,
  name = `${role.replace("_", "-")}-${server.id().toLowerCase().slice(0, 6)}`,
): Promise<ConsolePage> {
  const machine = await enrolledMachine(server, name);
  await giveRole(server, machine.user.id, role);
  return openConsole(server, machine);
}
