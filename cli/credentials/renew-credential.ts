import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { LOST_REFRESH_ANSWER_SECONDS } from "@nearside/shared/lifetimes.ts";
import { type TokenAnswer, tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import {
  type AnyDeviceStatement,
  placeOf,
  readAnyDeviceStatement,
  readAnyRequest,
} from "@nearside/shared/statements/elsewhere.ts";
import { refreshStatement } from "@nearside/shared/statements/refresh.ts";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import { type LockPlace, withLock } from "../keys/lock.ts";
import { Problem } from "../problems/problem.ts";
import { withBackOff } from "../server/back-off.ts";
import { type Connection, deviceClaims } from "../server/connection.ts";
import { readAnswer } from "../server/read-answer.ts";
import { type Prove, sendProved } from "../server/send-proved.ts";
import { type Credential, credentialFile, demandRoomForCredential, storeCredential } from "./credential.ts";
import { lackingByRules } from "./not-enough.ts";
import { type CredentialChoice, loadOwnCredential } from "./own-credential.ts";
import { proverOf } from "./session-key.ts";
import { statedByKeeper } from "./stated-by-keeper.ts";
import { verifyToken } from "./verify-token.ts";

/** True if a new login cures the error. */
export const isEndedLogin = (error: unknown): error is Problem =>
  error instanceof Problem && ENDED_LOGIN.has(error.code);

const ENDED_LOGIN: ReadonlySet<string> = new Set(["not_signed_in", "credential_revoked", "refresh_reused"]);

export interface Life {
  /** A token with less than this is renewed before it is given out. Seconds. */
  readonly enoughLeft?: number | undefined;
  /** Called when it is renewed, here or by another process. */
  readonly renewing?: (() => void) | undefined;
}

/** `enoughLeft` of a command that names no other. Seconds. */
const ENOUGH_LEFT = 60;
const TIMEOUT = 10_000;
/** A lost answer is asked for again while the server still gives one, with room for the last try. Milliseconds. */
const RETRY_FOR = (LOST_REFRESH_ANSWER_SECONDS - 5) * 1000;

/**
 * The credential, renewed if it will not last (protocol §4.6). One of several processes renews it, and the others take the
 * result.
 *
 * @throws Problem `not_signed_in`, `refresh_reused`, …
 */
export async function currentCredential(
  connection: Connection,
  machine: EnrolledMachine,
  place: KeyPlace & LockPlace,
  choice: CredentialChoice,
  { enoughLeft = ENOUGH_LEFT, renewing }: Life = {},
): Promise<Credential> {
  const lasts = (credential: Credential): boolean => credential.expires_at - connection.now() / 1000 >= enoughLeft;
  const load = async (meant: CredentialChoice): Promise<Credential> => {
    const credential = await loadOwnCredential(place, machine, meant);
    if (credential === null) throw new Problem("not_signed_in");
    return credential;
  };
  const stored = await load(choice);
  if (lasts(stored)) return stored;
  renewing?.();
  return withLock(place, credentialFile(stored), connection, async () => {
    const now = await load({ clientId: stored.client_id, resource: stored.resource });
    if (lasts(now)) return now;
    await demandRoomForCredential(place, now);
    const renewed = await renew(connection, machine, now);
    await storeCredential(place, renewed, machine.keptIn);
    return renewed;
  });
}

/** Gets new tokens for a login (protocol §4.6). What was given is void afterwards. @throws Problem `credential_revoked`, … */
export async function renew(
  connection: Connection,
  machine: Pick<EnrolledMachine, "deviceSigner" | "user">,
  credential: Credential,
): Promise<Credential> {
  const [device, prove] = await Promise.all([
    readAnyDeviceStatement(credential.device_statement),
    proverOf(credential.session_key, connection),
  ]);
  const vouch = await voucherFor(connection, machine, device);
  const ask = (): Promise<TokenAnswer> => askForTokens(connection, vouch, prove, credential);
  const answer = await withBackOff(ask, connection.now() + RETRY_FOR, connection).catch((error: unknown) => {
    throw lackingByRules(error) ?? error;
  });
  const token = await verifyToken(connection, answer.access_token, {
    user: machine.user,
    device,
    request: await readAnyRequest(credential.request),
    clientId: credential.client_id,
    scope: credential.asked_scope ?? credential.scope,
  });
  return {
    ...credential,
    access_token: answer.access_token,
    refresh_token: answer.refresh_token,
    expires_at: token.claims.exp - connection.clock.offset(),
    scope: token.claims.scope,
    clock_offset: connection.clock.offset(),
  };
}

/** Makes the statement of one refresh, about the session key of the login. */
type Vouch = () => Promise<string>;

/** The device key vouches here; for a login from elsewhere, the keeper that has it does (protocol §10.4). */
async function voucherFor(
  connection: Connection,
  machine: Pick<EnrolledMachine, "deviceSigner">,
  login: AnyDeviceStatement,
): Promise<Vouch> {
  const { cnf } = login.claims;
  if (placeOf(login) !== undefined) return () => statedByKeeper(connection, cnf.jkt);
  const device = await machine.deviceSigner();
  return async () => {
    const said = await connection.postureClaim();
    return refreshStatement.sign(device, {
      ...deviceClaims(connection, device),
      cnf,
      ...said,
    });
  };
}

/**
 * Asks for new tokens. Every try carries a fresh statement by the device key, whose hash is in the session key's proof
 * (protocol §4.6).
 */
async function askForTokens(
  connection: Connection,
  vouch: Vouch,
  prove: Prove,
  credential: Credential,
): Promise<TokenAnswer> {
  const { token_endpoint: url } = await connection.metadata();
  const answer = await sendProved(connection, prove, async () => {
    const statement = await vouch();
    const form = new URLSearchParams({
      grant_type: "refresh_token",
      client_id: credential.client_id,
      refresh_token: credential.refresh_token,
      device_statement: statement,
    });
    return {
      method: "POST",
      url,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: form.toString(),
      timeout: TIMEOUT,
      statement: await sha256Base64url(statement),
    };
  });
  return readAnswer(answer, tokenAnswerSchema);
}
