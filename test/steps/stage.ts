// The stage of a protocol step: the server as it ships, as a process, and around it parties that say what the protocol has
// them say, with no browser and no command line in between.
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newRandomId } from "@nearside/shared/ids.ts";
import { type ServerKey, serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import * as v from "valibot";
import { freePort } from "../support/free-port.ts";
import { type NearsideServer, startServer } from "../support/nearside-server.ts";
import { newParties, type Parties } from "../vectors/parties.ts";

export interface Stage extends Client {
  readonly server: NearsideServer;
  readonly dataFolder: string;
  readonly parties: Parties;
  readonly serverKeys: readonly ServerKey[];
}

/** Whoever speaks to the server: as one browser, for it keeps one cookie. */
export interface Client {
  readonly issuer: string;
  /** Anything at all. */
  readonly send: (path: string, init: RequestInit) => Promise<Answer>;
  /** As the page does, with its browser's cookie. */
  readonly postJson: (path: string, body: unknown) => Promise<Answer>;
  readonly postForm: (path: string, form: Readonly<Record<string, string>>, proof?: Proof) => Promise<Answer>;
  /** With a DPoP proof by that key. `iat` in seconds. */
  readonly postProved: (path: string, body: unknown, by: Signer, iat?: number) => Promise<Answer>;
  readonly getProved: (path: string, by: Signer) => Promise<Answer>;
  /** The browser's cookie, as a thief would copy it. */
  readonly cookie: () => string | undefined;
}

interface Proof {
  readonly by: Signer;
  /** H of a refresh statement (protocol §4.6). */
  readonly statement?: string;
  /** Another than a fresh one. */
  readonly jti?: string;
  /** Another than now, seconds. */
  readonly iat?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Status, and of a refusal its code: `400 invalid_grant/key_mismatch`. */
  readonly said: string;
  readonly text: string;
  /** Fits the schema, or throws with what was said. */
  readonly as: <T>(schema: v.GenericSchema<unknown, T>) => T;
}

export const RP_ID = "localhost";
/** Nobody listens there: who only plays both sides of a meeting needs no port. */
export const LOOPBACK = { address: "127.0.0.1", port: 40_123 } as const;

export const newId = (): string => newRandomId((length) => new Uint8Array(randomBytes(length)));
export const now = (): number => Math.floor(Date.now() / 1000);

/** `iat` and `exp` of what is signed now for so many seconds: of one look at the clock, for a second may begin between two. */
export const lasting = (seconds: number): { readonly iat: number; readonly exp: number } => {
  const iat = now();
  return { iat, exp: iat + seconds };
};

/** Calls what it is given when the stage is no longer needed: `onTestFinished` in a test. */
export type AtEnd = (end: () => Promise<void>) => void;

/** @param settings of the server, by variable */
export async function openStage(atEnd: AtEnd, settings: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-step-"));
  const port = await freePort();
  const issuer = `http://${RP_ID}:${port}`;
  const starting = startServer({ issuer, host: "127.0.0.1", port, folder, settings });
  // Also where the test's time is over before the server is there.
  atEnd(async () => {
    await starting.then(
      ({ stop }) => stop(),
      () => undefined,
    );
    await rm(folder, { recursive: true, force: true });
  });
  const server = await starting;
  const jwks = await fetch(`${issuer}/oauth/jwks`);
  const parties = await newParties({ id: "us_of_no_statement", name: "admin" });
  return {
    ...openClient(issuer),
    server,
    dataFolder: join(folder, "data"),
    parties,
    serverKeys: serverKeysOf(await jwks.json()),
  };
}

/**
 * @param cookie that it comes with: a stolen one
 * @param always headers of every request, such as a proxy adds
 */
export function openClient(issuer: string, cookie?: string, always: Readonly<Record<string, string>> = {}): Client {
  let kept = cookie;

  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const headers = { ...init.headers, ...always, ...(kept === undefined ? {} : { cookie: kept }) };
    const response = await fetch(issuer + path, { ...init, headers });
    const [set] = response.headers.getSetCookie();
    kept = set?.split(";")[0] ?? kept;
    return answerOf(response.status, response.headers, await response.text());
  };
  /** The first answer tells the nonce for the proof (RFC 9449 §8). */
  const sendProved = async (path: string, init: RequestInit, { by, ...proof }: Proof): Promise<Answer> => {
    const method = init.method ?? "GET";
    const prove = (nonce?: string) =>
      signDpop(by, { method, url: issuer + path, jti: newId(), iat: now(), nonce, ...proof });
    const first = await send(path, { ...init, headers: { ...init.headers, dpop: await prove() } });
    const nonce = first.headers.get("dpop-nonce");
    if (first.status < 400 || nonce === null) return first;
    return send(path, { ...init, headers: { ...init.headers, dpop: await prove(nonce) } });
  };
  const json = (body: unknown) => ({
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const form = (fields: Readonly<Record<string, string>>) => ({
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields).toString(),
  });
  return {
    issuer,
    send,
    postJson: (path, body) => send(path, json(body)),
    postForm: (path, fields, proof) =>
      proof === undefined ? send(path, form(fields)) : sendProved(path, form(fields), proof),
    postProved: (path, body, by, iat = now()) => sendProved(path, json(body), { by, iat }),
    getProved: (path, by) => sendProved(path, {}, { by }),
    cookie: () => kept,
  };
}

const refusalSchema = v.object({ error: v.string(), refusal: v.optional(v.string()) });

function answerOf(status: number, headers: Headers, text: string): Answer {
  return {
    status,
    headers,
    said: status < 400 ? String(status) : `${status} ${codeIn(text)}`,
    text,
    as: (schema) => {
      if (status >= 300) throw new Error(`the server answered ${status} ${text}`);
      return v.parse(schema, JSON.parse(text));
    },
  };
}

/** @throws Error where an error is none of ours */
function codeIn(text: string): string {
  const { error, refusal } = v.parse(refusalSchema, JSON.parse(text));
  return refusal === undefined ? error : `${error}/${refusal}`;
}
