import { authorizationApi, keeperApi, redirectStateSchema } from "@nearside/shared/api/authorizations.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type { Redirect } from "@nearside/shared/claims.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { codeAnswerSchema } from "@nearside/shared/oauth/authorization-code.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { type Authorization, authorization, redirectAsk } from "@nearside/shared/statements/authorization.ts";
import * as v from "valibot";
import type { Answer } from "./answer.ts";
import { newSigner } from "./keys.ts";
import { approvedLogin, type MetLogin } from "./log-in.ts";
import { askForLogin, deviceStatementOf, poll } from "./login-steps.ts";
import type { Machine } from "./machine.ts";
import { type LongForm, postForm, postJson, postProvedForm, postProvedJson, type Reached, TOKEN } from "./send.ts";

// A login for a program that only knows a loopback redirect (protocol §6), each step as program, page, extension or keeper sends it.

/** Every program here has it. */
export const VERIFIER = "v".repeat(43);
const HOME = "http://127.0.0.1:51004/callback";

/** The program has the browser sent to the server. */
export async function authorize(
  server: Reached,
  clientId: string,
  twist: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: "code",
    redirect_uri: HOME,
    scope: "read",
    state: "a state",
    code_challenge: await sha256Base64url(VERIFIER),
    code_challenge_method: "S256",
    ...twist,
  });
  return server.fetch(new Request(`${server.issuer}/oauth/authorize?${query}`, { redirect: "manual" }));
}

/** Does so for a page of the server's. @returns what the page has in its address */
export async function sentHere(server: Reached, clientId: string, twist: Readonly<Record<string, string>> = {}) {
  const { status, headers } = await authorize(server, clientId, twist);
  const to = headers.get("location") ?? "";
  const [page, text] = to.split("#");
  if (status !== 303 || page !== `${server.issuer}/authorize` || text === undefined)
    throw new Error(`the browser was sent to ${to}`);
  return authorization.read(text);
}

/** The page hands in what its extension signs. */
export async function askRedirect(
  server: Reached,
  { extension, browser }: Pick<Machine, "browser" | "extension">,
  asked: Authorization,
): Promise<Answer> {
  const claims = { authorization: asked.hash, aud: server.issuer, iat: asked.claims.iat };
  const ask = await redirectAsk.sign(extension, claims);
  return postJson(server, authorizationApi.ask.address, { authorization: asked.jws, ask }, { browser });
}

export const followRedirect = (
  server: Reached,
  { browser }: Pick<Machine, "browser">,
  { claims }: Authorization,
  known: string,
): Promise<Answer> => postJson(server, at(authorizationApi.state, claims.jti).address, { known }, { browser });

/** The keeper asks what programs of its machine want. */
export const askAsKeeper = (server: Reached, device: Signer, known: readonly string[] = []): Promise<Answer> =>
  postProvedJson(server, keeperApi.redirects.address, { known }, device);

export const tellOutcome = (
  server: Reached,
  device: Signer,
  { claims }: Authorization,
  outcome: string,
): Promise<Answer> => postProvedJson(server, keeperApi.outcome.address, { authorization: claims.jti, outcome }, device);

/** The keeper says this of the program that it found. */
const redirectOf = ({ claims }: Authorization) => ({
  authorization: claims.jti,
  uri: claims.redirect_uri,
  code_challenge: claims.code_challenge,
  ...(claims.dpop_jkt === undefined ? {} : { dpop_jkt: claims.dpop_jkt }),
  executable: "/usr/bin/tool",
  started_at: claims.iat - 10,
});

/** The keeper of that machine begins a login for the program. @param twist of what it says of the program */
export async function vouchFor(
  server: Reached,
  machine: Machine,
  asked: Authorization,
  twist: Partial<Redirect> = {},
): Promise<Answer> {
  const redirect = { ...redirectOf(asked), ...twist };
  const device_statement = await deviceStatementOf(server, machine, await newSigner(), { redirect });
  const { client, scope } = asked.claims;
  return askForLogin(server, { client_id: client.id, scope, device_statement });
}

/** A login that the keeper began for a program, and that its person approved. */
interface ProgramLogin extends MetLogin {
  readonly asked: Authorization;
  readonly clientId: string;
}

export async function approvedProgram(
  server: Reached,
  machine: Machine,
  clientId: string,
  twist: Readonly<Record<string, string>> = {},
): Promise<ProgramLogin> {
  const asked = await sentHere(server, clientId, twist);
  (await askRedirect(server, machine, asked)).as(redirectStateSchema);
  const session = await newSigner();
  const device_statement = await deviceStatementOf(server, machine, session, { redirect: redirectOf(asked) });
  const form: LongForm = { client_id: clientId, scope: asked.claims.scope, device_statement };
  const login = await approvedLogin(server, { ...machine, session }, form);
  return { ...login, asked, clientId };
}

/** The keeper's poll is answered with the code. */
export const codeFor = async (server: Reached, login: ProgramLogin): Promise<string> =>
  (await poll(server, login, { form: { client_id: login.clientId } })).as(codeAnswerSchema).authorization_code;

/** The program redeems it. @param by its key, if it has one (RFC 9449 §5) */
export const redeemCode = (
  server: Reached,
  { clientId, asked }: Pick<ProgramLogin, "asked" | "clientId">,
  code: string,
  twist: Readonly<Record<string, string>> = {},
  by?: Signer,
): Promise<Answer> => {
  const form = {
    grant_type: "authorization_code",
    client_id: clientId,
    redirect_uri: asked.claims.redirect_uri,
    code,
    code_verifier: VERIFIER,
    ...twist,
  };
  return by === undefined ? postForm(server, TOKEN, form) : postProvedForm(server, TOKEN, form, by);
};

export const bearerSchema = v.looseObject({ access_token: v.string(), token_type: v.literal("Bearer") });
export const boundSchema = v.looseObject({ access_token: v.string(), token_type: v.literal("DPoP") });
