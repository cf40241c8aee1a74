// A program that only knows a loopback redirect (protocol §6), the keeper that serves it, and a browser in software.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { authorizationApi, type RedirectState, redirectStateSchema } from "@nearside/shared/api/authorizations.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { type Authorization, authorization, redirectAsk } from "@nearside/shared/statements/authorization.ts";
import * as v from "valibot";
import type { Answer } from "../kit/answer.ts";
import type { AtEnd } from "../support/at-end.ts";
import { type Process, startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { rowsOf } from "../support/server-rows.ts";
import { type Home, openHome, type Where } from "./home.ts";
import { enrolCommandLine } from "./real-command-line.ts";
import { openStage, type Stage } from "./stage.ts";

/** A program that the administrator registered for it. */
export const TOOL = "redirecting-tool";
/** One whose executables are registered too. */
export const KNOWN_TOOL = "known-tool";
/** One that knows no other name of this machine than localhost. It has a Unix socket, so its file is registered: it may log in while an agent runs. */
export const SOCKET_TOOL = "oidc-agent";
const REDIRECT_URIS = ["http://127.0.0.1/callback", "http://[::1]/callback"];

const CLIENTS = [
  { id: "nearside-cli", name: "Nearside command line", scopes: ["openid", "read"] },
  {
    id: TOOL,
    name: "Redirecting tool",
    scopes: ["openid", "profile", "read"],
    redirectUris: REDIRECT_URIS,
    redirectGrant: {},
  },
  {
    id: KNOWN_TOOL,
    name: "Known tool",
    scopes: ["read"],
    redirectUris: REDIRECT_URIS,
    redirectGrant: { executables: ["known-tool"] },
  },
  {
    id: SOCKET_TOOL,
    name: "Tool with a socket",
    scopes: ["openid", "offline_access"],
    redirectUris: ["http://localhost/callback"],
    redirectGrant: { executables: ["oidc-agent"] },
  },
  { id: "unregistered-tool", name: "Tool without the grant", scopes: ["read"], redirectUris: REDIRECT_URIS },
];

export interface RedirectStage extends Stage {
  readonly home: Home;
  /** The keeper, once it serves this server. */
  readonly keeper: Process;
}

/** A server that knows such programs, and one machine of a person, enrolled, with its keeper. @param where the keeper's environment */
export async function openRedirectStage(
  atEnd: AtEnd,
  settings: Readonly<Record<string, string>> = {},
  where: Where = {},
): Promise<RedirectStage> {
  const home = await openHome(atEnd);
  const stage = await openRedirectServer(atEnd, settings);
  await enrolCommandLine(stage, home.nearside);
  const keeper = await startKeeper(home, where);
  return { ...stage, home, keeper };
}

/** A server that knows such programs. */
export async function openRedirectServer(
  atEnd: AtEnd,
  settings: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-clients-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "nearside.json");
  await writeFile(file, JSON.stringify({ clients: CLIENTS }));
  return openStage(atEnd, { NEARSIDE_CONFIG: file, ...settings });
}

export async function startKeeper(home: Home, where: Where = {}): Promise<Process> {
  const keeper = await home.nearside(["keeper", "run"], where);
  await keeper.printed(/The keeper runs/);
  return keeper;
}

/** The events about that subject, on either database, the first one first. */
export const eventsAbout = (stage: Stage, subject: string) =>
  rowsOf(stage, "SELECT kind, data FROM events WHERE subject = ? ORDER BY seq", subject).map(({ kind, data }) => ({
    kind: String(kind),
    data: JSON.parse(String(data)),
  }));

/** Gives what its page hears: why no code goes to the program. @throws Error if the keeper vouches for it */
export async function refusalOf(stage: Stage, address: string): Promise<string> {
  const asked = await browse(address);
  (await askAs(stage, asked)).as(redirectStateSchema);
  const state = await follow(stage, asked);
  if (state.state !== "refused") throw new Error(JSON.stringify(state));
  return state.code;
}

interface Program {
  readonly process: Process;
  readonly port: number;
  /** The address that it opens in a browser. */
  readonly address: string;
}

const openedSchema = v.object({ open: v.string(), port: v.number() });
const PROGRAM = join(repository, "test/support/redirecting-program.mjs");

/** Starts the program of `openid-client`. */
export async function startProgram(
  atEnd: AtEnd,
  { issuer }: Pick<Stage, "issuer">,
  options: {
    readonly clientId?: string;
    readonly scope?: string;
    readonly host?: string;
    readonly holds?: "a key" | "nothing";
    readonly node?: string;
  } = {},
): Promise<Program> {
  const { clientId = TOOL, scope = "read", host = "127.0.0.1", holds = "nothing", node = process.execPath } = options;
  const args = [PROGRAM, issuer, clientId, scope, host, holds];
  const program = await startProcess({
    command: node,
    args,
    env: { PATH: process.env["PATH"] ?? "" },
    cwd: repository,
  });
  atEnd(async () => void (await program.stop()));
  const [line] = await program.printed(/\{"open".*\}/);
  const { open, port } = v.parse(openedSchema, JSON.parse(line));
  return { process: program, port, address: open };
}

const gotSchema = v.object({
  tokens: v.looseObject({ access_token: v.string(), token_type: v.string(), expires_in: v.number() }),
  /** The server says this of the person, if the program asked for `openid`. */
  asked: v.unknown(),
  verifier: v.string(),
  code: v.string(),
});

/** The program got this for its code. */
export async function gotBy({ process: program }: Program) {
  const [line] = await program.printed(/\{"(?:tokens|failed)".*\}/);
  return v.parse(gotSchema, JSON.parse(line));
}

/** An address that a program could open which waits there. @param challenge of its verifier */
export const addressFor = (
  { issuer }: Pick<Stage, "issuer">,
  redirect_uri: string,
  challenge: string,
  more: Readonly<Record<string, string>> = {},
): string =>
  `${issuer}/oauth/authorize?${new URLSearchParams({
    client_id: TOOL,
    response_type: "code",
    redirect_uri,
    scope: "read",
    state: "of-the-one-who-asks",
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...more,
  })}`;

/** The browser goes to that address, and to the page where the server sends it. */
export async function browse(address: string): Promise<Authorization> {
  const answer = await fetch(address, { redirect: "manual", headers: { accept: "text/html" } });
  const to = answer.headers.get("location") ?? "";
  const [page, text] = to.split("#");
  if (answer.status !== 303 || page !== `${new URL(address).origin}/authorize` || text === undefined)
    throw new Error(`${answer.status} to ${to}`);
  return authorization.read(text);
}

/** The page has the extension sign, and hands it in. */
export async function askAs(
  stage: Stage,
  asked: Authorization,
  extension = stage.parties.extension,
  twist: Partial<Parameters<typeof redirectAsk.sign>[1]> = {},
): Promise<Answer> {
  const claims = { authorization: asked.hash, aud: stage.issuer, iat: asked.claims.iat, ...twist };
  const ask = await redirectAsk.sign(extension, claims);
  return stage.postJson(authorizationApi.ask.address, { authorization: asked.jws, ask });
}

/** The page waits until that is no longer how far it is. */
export async function follow(
  stage: Stage,
  { claims }: Authorization,
  known: RedirectState["state"] = "asked",
): Promise<RedirectState> {
  for (;;) {
    const answer = await stage.postJson(at(authorizationApi.state, claims.jti).address, { known });
    const state = answer.as(redirectStateSchema);
    if (state.state !== known) return state;
  }
}

/** Everything up to the login that the keeper begins. @throws Error if it begins none */
export async function vouched(stage: Stage, program: Program) {
  const asked = await browse(program.address);
  (await askAs(stage, asked)).as(redirectStateSchema);
  const state = await follow(stage, asked);
  if (state.state !== "vouched") throw new Error(JSON.stringify(state));
  return { asked, id: state.request_id };
}
