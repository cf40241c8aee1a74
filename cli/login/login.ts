import { approvalAddress } from "@nearside/shared/api/approval-address.ts";
import type { BrowserTrouble } from "@nearside/shared/api/browser-trouble.ts";
import type { Wanted } from "@nearside/shared/api/login-requests.ts";
import type { Context, Loopback } from "@nearside/shared/claims.ts";
import { newRandomId } from "@nearside/shared/ids.ts";
import { DEVICE_STATEMENT_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { type DeviceStatement, deviceStatement } from "@nearside/shared/statements/device.ts";
import type { WithdrawalReason } from "@nearside/shared/statements/withdrawal.ts";
import type { Credential } from "../credentials/credential.ts";
import { verifyToken } from "../credentials/verify-token.ts";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import { newSoftwareKey } from "../keys/software-key.ts";
import { listen } from "../listener/listener.ts";
import { createPeerGate, type PeerRefusalCode } from "../listener/verify-peer.ts";
import type { PeerOf } from "../peer/peer.ts";
import { Problem } from "../problems/problem.ts";
import { withBackOff } from "../server/back-off.ts";
import type { Connection } from "../server/connection.ts";
import { pollToken } from "../server/poll-token.ts";
import { type Asked, requestAuthorization } from "../server/request-authorization.ts";
import { ServerRefusal } from "../server/server-refusal.ts";
import { createLoginMeeting } from "./login-meeting.ts";
import { reportPeerRefusal } from "./report-peer-refusal.ts";
import { verifyRequest } from "./verify-request.ts";
import { withdrawLogin } from "./withdraw-login.ts";

/** What the person, or the program for them, is told while a login goes on. */
export interface LoginDisplay {
  /** @param expiresIn seconds */
  approvalNeeded(url: string, expiresIn: number): void;
  peerRefused(code: PeerRefusalCode): void;
  /** A browser of this machine met this command line: what is still to come is the person's yes. */
  met?(): void;
  /** A browser says that it did not meet this command line (protocol §4.4): hearsay, once for each code. */
  trouble?(code: BrowserTrouble): void;
  /** A rule wants the person to type something in the browser first; undefined once nothing is wanted any more. */
  wanted?(wanted: Wanted | undefined): void;
}

/** Where a login begins. */
interface Beginning {
  readonly context: () => Promise<Context>;
  readonly peerOf: PeerOf;
  /** It is given up once a browser was met, and its page says that it was a test. */
  readonly isTest?: boolean;
}

/**
 * Puts the token where it is used from; nothing more is done with it here. What fails in it has thrown the token away, and the
 * server is told so.
 */
type Keep = (credential: Credential) => Promise<void>;

/** How long the first request is tried while the server does not answer. Milliseconds. */
const START_WITHIN = 5000;

/**
 * One login (protocol §4.1, §4.2, §4.6), from the request to a verified token that is kept. Whatever goes wrong until then, the
 * listener is closed, the server is told that nobody waits any more, and nothing is left.
 *
 * @throws Problem, Refused
 */
export async function login(
  connection: Connection,
  machine: Pick<EnrolledMachine, "user" | "deviceSigner">,
  asked: Asked,
  from: Beginning,
  display: LoginDisplay,
  keep: Keep,
): Promise<Credential> {
  const listening = listen();
  let withdraw: ((reason: WithdrawalReason) => Promise<void>) | undefined;
  connection.keys.warm();
  try {
    // None of these waits for another; a person waits for all of them.
    const [device, session, context, listener] = await Promise.all([
      machine.deviceSigner(),
      newSoftwareKey(),
      from.context(),
      listening,
      connection.metadata().catch(() => undefined), // asked early; who needs it asks again and hears why not
    ]);
    const state = () => stateDevice(connection, device, session.signer, listener.loopback, context);
    const start = connection.now();
    const ask = () => requestAuthorization(connection, asked, state);
    const { answer, device: stated } = await withBackOff(ask, start + START_WITHIN, connection);
    const request = await verifyRequest(connection, answer, stated, asked);
    withdraw = (reason) => withdrawLogin(connection.issuer, session.signer, request, reason);
    const report = reportPeerRefusal(connection, session.signer, request);
    const verifyPeer = createPeerGate(from.peerOf, (code) => {
      display.peerRefused(code);
      report(code);
    });
    listener.open(createLoginMeeting(connection, request, session.signer, verifyPeer, () => display.met?.()));
    const expiresIn = Math.min(answer.expires_in, request.claims.exp - connection.clock.seconds());
    display.approvalNeeded(approvalAddress(connection.issuer, request.claims.jti, context.remote), expiresIn);
    const tokens = await pollToken(connection, session.signer, {
      clientId: asked.clientId,
      deviceCode: answer.device_code,
      interval: answer.interval,
      until: connection.now() + expiresIn * 1000,
      trouble: display.trouble?.bind(display),
      wanted: display.wanted?.bind(display),
    });
    const { clientId, scope } = asked;
    const ground = { user: machine.user, device: stated, request, clientId, scope };
    const token = await verifyToken(connection, tokens.access_token, ground);
    const credential: Credential = {
      issuer: connection.issuer,
      user: machine.user,
      client_id: asked.clientId,
      resource: [...asked.resource].sort(),
      device_statement: stated.jws,
      request: request.jws,
      session_key: session.jwk,
      access_token: tokens.access_token,
      expires_at: token.claims.exp - connection.clock.offset(),
      refresh_token: tokens.refresh_token,
      scope: token.claims.scope,
      asked_scope: scope,
      clock_offset: connection.clock.offset(),
    };
    await keep(credential);
    return credential;
  } catch (error) {
    if (!hasEndedThere(error)) await withdraw?.(from.isTest === true ? "tested" : "ended");
    throw error;
  } finally {
    await listening.then((listener) => listener.close()).catch(() => undefined);
  }
}

/** The server said itself that this login is over. */
function hasEndedThere(error: unknown): boolean {
  if (error instanceof ServerRefusal) return error.error === "access_denied" || error.error === "expired_token";
  return error instanceof Problem && (error.code === "request_settled" || error.code === "request_expired");
}

/** "This session key is a command line on this machine" (protocol §4.1), by the device key, for one try. */
async function stateDevice(
  { issuer, clock, random }: Connection,
  device: Signer,
  session: Signer,
  loopback: Loopback,
  context: Context,
): Promise<DeviceStatement> {
  const iat = clock.seconds();
  const jws = await deviceStatement.sign(device, {
    iss: device.thumbprint,
    aud: issuer,
    jti: newRandomId(random),
    iat,
    exp: iat + DEVICE_STATEMENT_SECONDS,
    cnf: { jkt: session.thumbprint },
    loopback,
    context,
  });
  return deviceStatement.read(jws);
}
