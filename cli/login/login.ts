import type { Context, Redirect } from "@nearside/shared/claims.ts";
import { type CodeAnswer, codeAnswerSchema } from "@nearside/shared/oauth/authorization-code.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { factsIn, isInOrder } from "@nearside/shared/posture/posture.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { type DeviceStatement, deviceStatement } from "@nearside/shared/statements/device.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import type { Request } from "@nearside/shared/statements/request.ts";
import type { Credential } from "../credentials/credential.ts";
import type { Doorway } from "../doorway/doorway.ts";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import { newSoftwareKey, type SoftwareKey } from "../keys/software-key.ts";
import { type Listener, listen } from "../listener/listener.ts";
import { createPeerGate } from "../listener/verify-peer.ts";
import type { PeerOf } from "../peer/peer.ts";
import { Problem } from "../problems/problem.ts";
import { withBackOff } from "../server/back-off.ts";
import { type Connection, deviceClaims } from "../server/connection.ts";
import { type AuthorizationParameters, requestAuthorization } from "../server/request-authorization.ts";
import { proveBy } from "../server/send-proved.ts";
import { texts } from "../texts/login.ts";
import { awaitAtKeeper } from "./await-at-keeper.ts";
import { type AskedLogin, awaitApproval, hasEndedThere, verifiedCredential } from "./finish-login.ts";
import type { LoginDisplay } from "./login-display.ts";
import { createLoginMeeting } from "./login-meeting.ts";
import { provePresence } from "./prove-presence.ts";
import { reportPeerRefusal } from "./report-peer-refusal.ts";
import { verifyRequest } from "./verify-request.ts";
import { withdrawLogin } from "./withdraw-login.ts";

/** The command line that a login begins on. */
interface LoginOrigin {
  readonly context: () => Promise<Context>;
  readonly peerOf: PeerOf;
  /** The keeper of this account; undefined if there is no place for one. */
  readonly doorway: Doorway | undefined;
  /** True if browsers may meet it through the keeper alone: then it opens no port. */
  readonly withoutPort?: boolean;
  /** A test is given up once a browser was met, and its page says that it was one. */
  readonly isTest?: boolean;
  /** The program that the login is for, if this is the keeper that vouches for one (protocol §6). */
  readonly redirect?: Redirect;
}

/** The time for which the first request is tried while the server does not answer. Milliseconds. */
const START_WITHIN = 5000;

/**
 * One login (protocol §4.1, §4.2, §4.6), from the request to a verified token that is kept. If anything goes wrong
 * until then, the listener is closed, the server is told that the command line no longer waits, and nothing is left.
 *
 * @param keep puts the credential where it is used from. If it fails, the token is lost, and the server is told so
 * @throws Problem, Refused
 */
export const login = (
  connection: Connection,
  machine: Pick<EnrolledMachine, "user" | "deviceSigner">,
  parameters: AuthorizationParameters,
  from: LoginOrigin,
  display: LoginDisplay,
  keep: (credential: Credential) => Promise<void>,
): Promise<Credential> =>
  runLogin(connection, machine, parameters, from, display, async (requested) => {
    const tokens = await awaitApproval(connection, parameters, requested, display, tokenAnswerSchema);
    const credential = await verifiedCredential(connection, machine.user, parameters, requested, tokens);
    await keep(credential);
    return credential;
  });

/**
 * One login for a program that only knows a redirect (protocol §6): the same up to the approval, and then a code in place of
 * the tokens.
 *
 * @param deliver gives the program its code. If it fails, the server is told that nobody waits
 * @throws Problem, Refused
 */
export const loginForProgram = (
  connection: Connection,
  machine: Pick<EnrolledMachine, "user" | "deviceSigner">,
  parameters: AuthorizationParameters,
  from: LoginOrigin & { readonly redirect: Redirect },
  display: LoginDisplay,
  deliver: (answer: CodeAnswer) => Promise<void>,
): Promise<void> =>
  runLogin(connection, machine, parameters, from, display, async (requested) =>
    deliver(await awaitApproval(connection, parameters, requested, display, codeAnswerSchema)),
  );

async function runLogin<Outcome>(
  connection: Connection,
  machine: Pick<EnrolledMachine, "user" | "deviceSigner">,
  parameters: AuthorizationParameters,
  from: LoginOrigin,
  display: LoginDisplay,
  finish: (requested: RequestedLogin) => Promise<Outcome>,
): Promise<Outcome> {
  const listening = from.withoutPort === true ? undefined : listen();
  connection.keys.warm();
  const ending = new AbortController();
  let withdraw: (() => Promise<void>) | undefined;
  try {
    const prepared = await prepare(connection, machine, from, listening);
    const { signer } = prepared.session;
    // From the server's answer on, it has a login that nobody may be waiting for any more.
    const requested = await requestLogin(connection, parameters, prepared, (request) => {
      withdraw = () => withdrawLogin(connection.issuer, signer, request, from.isTest === true ? "tested" : "ended");
    });
    warnOfPosture(requested, display);
    await openToBrowsers(connection, requested, from, display, ending.signal);
    return await finish(requested);
  } catch (error) {
    if (!hasEndedThere(error)) await withdraw?.();
    throw error;
  } finally {
    ending.abort();
    await listening?.then((listener) => listener.close()).catch(() => undefined);
  }
}

interface PreparedLogin {
  readonly redirect: Redirect | undefined;
  readonly device: Signer;
  readonly session: SoftwareKey;
  readonly context: Context;
  /** Undefined if it opens no port. */
  readonly listener: Listener | undefined;
}

/** Gathers what the first request needs. A person waits for these steps, so none waits for another. */
async function prepare(
  connection: Connection,
  machine: Pick<EnrolledMachine, "deviceSigner">,
  from: LoginOrigin,
  listening: Promise<Listener> | undefined,
): Promise<PreparedLogin> {
  const [device, session, context, listener] = await Promise.all([
    machine.deviceSigner(),
    newSoftwareKey(),
    from.context(),
    listening,
    connection.postureClaim().catch(() => undefined), // asked early: the first request asks again, and fails with the reason
  ]);
  return { device, session, context, listener, redirect: from.redirect };
}

interface RequestedLogin extends PreparedLogin, AskedLogin {
  readonly statement: DeviceStatement;
}

/**
 * Gets the server's signed request for a device statement of this machine, and verifies it (protocol §4.1).
 *
 * @param begun is told of the request before it is verified
 */
async function requestLogin(
  connection: Connection,
  parameters: AuthorizationParameters,
  prepared: PreparedLogin,
  begun: (request: Request) => void,
): Promise<RequestedLogin> {
  const state = () => stateDevice(connection, prepared);
  const { answer, device: statement } = await withBackOff(
    () => requestAuthorization(connection, parameters, state),
    connection.now() + START_WITHIN,
    connection,
  );
  begun(await readAnyRequest(answer.request));
  const request = await verifyRequest(connection, answer, statement, parameters);
  const { jwk, signer } = prepared.session;
  return { ...prepared, sessionKey: jwk, sessionSigner: signer, prove: proveBy(signer), statement, request, answer };
}

function warnOfPosture({ answer, statement, context }: RequestedLogin, display: LoginDisplay): void {
  const { posture_ruled: ruled = [] } = answer;
  const bad = factsIn(statement.claims.posture ?? {}).filter(
    ([name, fact]) => ruled.includes(name) && !isInOrder(name, fact),
  );
  if (bad.length > 0) display.protection?.(bad, context.os);
}

/**
 * From now on hellos for this request are answered (protocol §4.2): those that reach the listener, and those that the
 * keeper hands on.
 *
 * @throws Problem `keeper_missing`, `server_refused` if nobody could ever meet it
 */
async function openToBrowsers(
  connection: Connection,
  { listener, device, session: { signer }, request }: RequestedLogin,
  { peerOf, doorway, withoutPort = false }: LoginOrigin,
  display: LoginDisplay,
  ending: AbortSignal,
): Promise<void> {
  const report = reportPeerRefusal(connection, signer, request);
  const verifyPeer = createPeerGate(peerOf, (code) => {
    display.peerRefused(code);
    report(code);
  });
  const prove = provePresence(request, signer);
  const meeting = createLoginMeeting(connection, request, prove, verifyPeer, (channel) => display.met?.(channel));
  listener?.open(meeting);
  const isKnownThere = (await connection.metadata()).nearside_channels?.includes("native") === true;
  const waiting = { request: request.jws, machine: device.thumbprint };
  const awaited = isKnownThere && (await awaitAtKeeper(doorway, waiting, meeting, connection, ending));
  if (awaited || !withoutPort) return;
  throw isKnownThere ? new Problem("keeper_missing") : new Problem("server_refused", NO_NATIVE);
}

const NO_NATIVE = texts.loopbackOnly;

/** Signs "this session key is a command line on this machine" (protocol §4.1) by the device key, for one try. */
async function stateDevice(
  connection: Connection,
  { device, session, listener, context, redirect }: PreparedLogin,
): Promise<DeviceStatement> {
  const said = await connection.postureClaim();
  const jws = await deviceStatement.sign(device, {
    ...deviceClaims(connection, device),
    cnf: { jkt: session.signer.thumbprint },
    loopback: listener?.loopback ?? null,
    context,
    ...said,
    ...(redirect === undefined ? {} : { redirect }),
  });
  return deviceStatement.read(jws);
}
