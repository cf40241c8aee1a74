import { decidedAnswerSchema, type Meeting } from "@nearside/shared/api/login-requests.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { deviceAuthorizationAnswerSchema } from "@nearside/shared/oauth/device-authorization.ts";
import { type TokenAnswer, tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { type HopDeviceStatement, hopDeviceStatement } from "@nearside/shared/statements/hop-device.ts";
import { hopEnd } from "@nearside/shared/statements/hop-end.ts";
import { type HopAttestation, hopAttestation } from "@nearside/shared/statements/hop-locality.ts";
import { hopRefreshStatement } from "@nearside/shared/statements/hop-refresh.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { type Place, placeId } from "@nearside/shared/statements/place.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import { type Relay, relay } from "@nearside/shared/statements/relay.ts";
import type { Request } from "@nearside/shared/statements/request.ts";
import type { Answer } from "./answer.ts";
import { newSigner } from "./keys.ts";
import { approve, askForLogin, CLIENT, CONTEXT, loginNonce, type OpenLogin, poll } from "./login-steps.ts";
import { LOOPBACK, type Machine } from "./machine.ts";
import { PEER } from "./meeting.ts";
import { type LongForm, postJson, postProvedForm, type Reached, TOKEN } from "./send.ts";

// The steps of a login from elsewhere (protocol §10), each as command line, keeper, page or extension sends it.

type Lasting = Pick<HopDeviceStatement["claims"], "iss" | "aud" | "jti" | "iat" | "exp">;

function lasting(server: Pick<Reached, "issuer" | "id" | "now">, { device }: Pick<Machine, "device">): Lasting {
  const iat = server.now();
  return { iss: device.thumbprint, aud: server.issuer, jti: server.id(), iat, exp: iat + 60 };
}

const { terminal_session: _, ...AT_HOST } = { ...CONTEXT, hostname: "build-7", remote: "ssh" };

/** §10.1: the keeper vouches for a session key that came to it from that place. */
export async function hopStatementOf(
  server: Pick<Reached, "issuer" | "id" | "now">,
  machine: Pick<Machine, "device">,
  session: Signer,
  place: Place,
  twist: Partial<HopDeviceStatement["claims"]> & { readonly by?: Signer } = {},
): Promise<string> {
  const { by = machine.device, ...claims } = twist;
  return hopDeviceStatement.sign(by, {
    ...lasting(server, machine),
    cnf: { jkt: session.thumbprint },
    loopback: LOOPBACK,
    place,
    context: AT_HOST,
    ...claims,
  });
}

interface RemoteLogin extends Pick<OpenLogin, "authorization" | "id" | "session"> {
  readonly request: Request;
  readonly place: Place;
  readonly statement: string;
}

/** §10.2 @param given the keeper's statement, where it is another one than an honest keeper makes */
export async function startedRemoteLogin(
  server: Reached,
  machine: Machine,
  place: Place,
  form: LongForm = {},
  given?: string,
): Promise<RemoteLogin> {
  const session = machine.session ?? (await newSigner());
  const statement = given ?? (await hopStatementOf(server, machine, session, place));
  const answer = await askForLogin(server, { ...form, device_statement: statement });
  const authorization = answer.as(deviceAuthorizationAnswerSchema);
  const request = await readAnyRequest(authorization.request);
  return { id: request.claims.jti, session, authorization, request, place, statement };
}

/** One claim or key that differs from an honest meeting through the keeper; `relay` null leaves it out. */
interface RemoteTwist {
  readonly relay?: Partial<Relay["claims"]> | null;
  readonly relayedBy?: Signer;
  readonly attestation?: Partial<HopAttestation["claims"]>;
}

/** §10.3: the statements of a meeting through the keeper. */
export async function meetingThroughKeeper(
  server: Pick<Reached, "id">,
  machine: Pick<Machine, "device" | "extension">,
  { request, session }: Pick<RemoteLogin, "request" | "session">,
  given: string,
  twist: RemoteTwist = {},
): Promise<Meeting> {
  const { claims } = await nonce.read(given);
  const about = { request: request.hash, nonce: claims.nonce, xn: server.id() };
  const greeting = await hello.sign(machine.extension, about);
  const proof = await presenceProof.sign(session, {
    ...about,
    jkt: machine.extension.thumbprint,
    peer: { account: "unknown", process: null, forwarded: "unknown" },
  });
  const presence = await sha256Base64url(proof);
  const relayed = await relay.sign(twist.relayedBy ?? machine.device, { presence, peer: PEER, ...twist.relay });
  const attestation = await hopAttestation.sign(machine.extension, {
    presence,
    loopback: LOOPBACK,
    browser: "Chromium 141",
    relay: await sha256Base64url(relayed),
    ...twist.attestation,
  });
  const met = { nonce: given, hello: greeting, presence_proof: proof };
  return twist.relay === null ? { ...met, attestation } : { ...met, relay: relayed, attestation };
}

export async function meetRemoteLogin(
  server: Reached,
  machine: Machine,
  login: RemoteLogin,
  twist: RemoteTwist = {},
): Promise<Answer> {
  const given = await loginNonce(server, machine.browser, login);
  const meeting = await meetingThroughKeeper(server, machine, login, given, twist);
  return postJson(server, `/api/requests/${login.id}/locality`, meeting, { browser: machine.browser });
}

export async function approvedRemoteLogin(
  server: Reached,
  machine: Machine,
  place: Place,
  form: LongForm = {},
): Promise<RemoteLogin> {
  const login = await startedRemoteLogin(server, machine, place, form);
  const decision = (await meetRemoteLogin(server, machine, login)).as(decidedAnswerSchema);
  const answer = await approve(server, machine, login, decision);
  if (answer.status !== 200) throw new Error(`not approved: ${answer.text}`);
  return login;
}

/** A login from elsewhere with its tokens. */
export async function redeemedRemoteLogin(
  server: Reached,
  machine: Machine,
  place: Place,
  form: LongForm = {},
): Promise<RemoteLogin & { readonly tokens: TokenAnswer }> {
  const login = await approvedRemoteLogin(server, machine, place, form);
  return { ...login, tokens: (await poll(server, login)).as(tokenAnswerSchema) };
}

/** §10.4: a refresh, with a fresh statement of the keeper. @param place that it names; the login's, unless a test says another */
export async function refreshRemotely(
  server: Reached,
  machine: Pick<Machine, "device">,
  login: Pick<RemoteLogin, "session" | "place">,
  token: string,
  twist: { readonly place?: Place; readonly statement?: string } = {},
): Promise<Answer> {
  const { session, place } = login;
  const device_statement =
    twist.statement ??
    (await hopRefreshStatement.sign(machine.device, {
      ...lasting(server, machine),
      cnf: { jkt: session.thumbprint },
      place: twist.place ?? place,
    }));
  const form = { grant_type: "refresh_token", client_id: CLIENT, refresh_token: token, device_statement };
  return postProvedForm(server, TOKEN, form, session, { statement: await sha256Base64url(device_statement) });
}

/** §10.5: the keeper says that the place has ended. */
export async function endPlace(
  server: Reached,
  machine: Pick<Machine, "device">,
  place: Place,
  by: Signer = machine.device,
): Promise<Answer> {
  return postJson(server, "/api/devices/place-end", { place_end: await placeEndOf(server, machine, place, by) });
}

/** The statement by which it says so. */
export const placeEndOf = async (
  server: Pick<Reached, "issuer" | "id" | "now">,
  machine: Pick<Machine, "device">,
  place: Place,
  by: Signer = machine.device,
): Promise<string> => hopEnd.sign(by, { ...lasting(server, machine), place: await placeId(place) });
