// The stage of a test that plays every party but the server: the server as it ships, as a process, and around it the kit's parties
// (test/kit), with no browser and no command line in between.
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newRandomId } from "@nearside/shared/ids.ts";
import { type ServerKey, serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { Answer } from "../kit/answer.ts";
import { freePort } from "../kit/free-port.ts";
import type { Machine } from "../kit/machine.ts";
import {
  Browser,
  getProved,
  type ProofTwist,
  postForm,
  postJson,
  postProvedForm,
  postProvedJson,
  type Reached,
} from "../kit/send.ts";
import type { AtEnd } from "../support/at-end.ts";
import { type NearsideServer, startServer } from "../support/nearside-server.ts";
import { openCluster } from "../support/postgres.ts";
import { putTables } from "../support/server-tables.ts";
import { newParties, type Parties } from "../vectors/parties.ts";

export interface Stage extends Client {
  readonly server: NearsideServer;
  readonly dataFolder: string;
  /** The address of its PostgreSQL; undefined on SQLite. */
  readonly database?: string | undefined;
  readonly parties: Parties;
  readonly serverKeys: readonly ServerKey[];
}

/** The server as one browser reaches it, which keeps one cookie. */
export interface Client extends Reached {
  readonly browser: Browser;
  /** Sends any request with the browser's cookie. */
  readonly send: (path: string, init: RequestInit) => Promise<Answer>;
  /** Posts as the page does, with its browser's cookie. */
  readonly postJson: (path: string, body: unknown) => Promise<Answer>;
  readonly postForm: (path: string, form: Readonly<Record<string, string>>, proof?: Proof) => Promise<Answer>;
  /** Posts with a DPoP proof by that key. `iat` in seconds. */
  readonly postProved: (path: string, body: unknown, by: Signer, iat?: number) => Promise<Answer>;
  readonly getProved: (path: string, by: Signer) => Promise<Answer>;
  /** The browser's cookie, as a thief would copy it. */
  readonly cookie: () => string | undefined;
}

interface Proof extends ProofTwist {
  readonly by: Signer;
}

export const RP_ID = "localhost";

export const newId = (): string => newRandomId((length) => new Uint8Array(randomBytes(length)));
export const now = (): number => Math.floor(Date.now() / 1000);

/** `iat` and `exp` of a statement that is valid for that number of seconds, from one look at the clock: a second may begin between two. */
export const lasting = (seconds: number): { readonly iat: number; readonly exp: number } => {
  const iat = now();
  return { iat, exp: iat + seconds };
};

/**
 * NEARSIDE_TEST_DATABASE=postgres gives the server a PostgreSQL of its own, where the test names none. An SQLite database has its tables
 * before the server starts.
 *
 * @param more settings of the server, by variable
 * @param program in place of the one that is built here
 */
export async function openStage(
  atEnd: AtEnd,
  more: Readonly<Record<string, string>> = {},
  program?: readonly string[],
): Promise<Stage> {
  const settings = { ...(await databaseOf(atEnd)), ...more };
  const folder = await mkdtemp(join(tmpdir(), "nearside-step-"));
  const port = await freePort();
  const issuer = `http://${RP_ID}:${port}`;
  const dataFolder = join(folder, "data");
  const database = settings["DATABASE_URL"];
  if (database === undefined) await putTables(dataFolder);
  const place = { issuer, host: "127.0.0.1", port, folder, settings };
  const starting = startServer(program === undefined ? place : { ...place, program });
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
    dataFolder,
    database,
    parties,
    serverKeys: serverKeysOf(await jwks.json()),
  };
}

async function databaseOf(atEnd: AtEnd): Promise<Readonly<Record<string, string>>> {
  if (process.env["NEARSIDE_TEST_DATABASE"] !== "postgres") return {};
  const cluster = await openCluster({ durable: true }); // the server refuses another
  atEnd(cluster.close);
  await cluster.psql("create database nearside template template0");
  return { DATABASE_URL: cluster.url("nearside") };
}

/**
 * @param cookie the browser's from the start, such as a stolen one
 * @param always headers of every request, such as a proxy adds
 */
export function openClient(issuer: string, cookie?: string, always: Readonly<Record<string, string>> = {}): Client {
  const browser = new Browser(cookie);
  let nonce: string | undefined;
  const reached: Reached = {
    issuer,
    now,
    id: newId,
    dpopNonce: () => nonce,
    fetch: async (request) => {
      for (const [name, value] of Object.entries(always)) request.headers.set(name, value);
      const answer = await Answer.of(await fetch(request));
      nonce = answer.headers.get("dpop-nonce") ?? nonce;
      void answer.outcome; // throws where an error is not of the form that ours have
      return answer;
    },
  };
  const asBrowser: Reached = {
    ...reached,
    fetch: async (request) => {
      for (const [name, value] of Object.entries(browser.headers)) request.headers.set(name, value);
      const answer = await reached.fetch(request);
      browser.keep(answer);
      return answer;
    },
  };
  return {
    ...reached,
    browser,
    send: (path, init) => asBrowser.fetch(new Request(issuer + path, init)),
    postJson: (path, body) => postJson(asBrowser, path, body),
    postForm: (path, fields, proof) => {
      if (proof === undefined) return postForm(asBrowser, path, fields);
      const { by, ...twist } = proof;
      return postProvedForm(asBrowser, path, fields, by, twist);
    },
    postProved: (path, body, by, iat = now()) => postProvedJson(asBrowser, path, body, by, { twist: { iat } }),
    getProved: (path, by) => getProved(asBrowser, path, by),
    cookie: () => browser.cookie,
  };
}

/** The machine of that stage, as the steps of the kit take it. */
export const machineOf = ({ parties, browser }: Pick<Stage, "parties" | "browser">): Machine & { session: Signer } => ({
  device: parties.device,
  extension: parties.extension,
  authenticator: parties.passkey,
  session: parties.session,
  browser,
});
