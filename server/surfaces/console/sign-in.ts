import { refuse } from "@nearside/shared/chain/refusal.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { AssertionJson, RequestOptions } from "@nearside/shared/passkey/webauthn.ts";
import { may } from "@nearside/shared/roles.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { type PublicJwk, thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { signInChallenge } from "@nearside/shared/statements/challenges.ts";
import { consoleSignIn } from "@nearside/shared/statements/console-sign-in.ts";
import { append } from "../../platform/audit/event-log.ts";
import { consoleSignedIn } from "../../platform/audit/events/console-sessions.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithSecrets } from "../../platform/keys/server-secrets.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { spend } from "../../platform/limits/spend.ts";
import type { WithDb } from "../../platform/store/database.ts";
import { urgent } from "../../platform/store/urgent.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { requestOptions } from "../../protocol/passkeys/request-options.ts";
import { verifyOwnPasskey } from "../../protocol/passkeys/verify-own-passkey.ts";
import { checkActive, checkExtensionActive } from "../../register/machines/check-active.ts";
import { holdParty } from "../../register/machines/hold-party.ts";
import { findPartyInAnyState, type Party } from "../../register/machines/party.ts";
import { holdPasskey, recordUse } from "../../register/passkeys/record-passkey-use.ts";
import { findUsers } from "../../register/people/users.ts";
import { isConsoleNonce, SIGN_IN, useConsoleNonce } from "../../register/sessions/console-nonce.ts";
import { insertSession, SESSION_MS } from "../../register/sessions/session-store.ts";
import { logSignInRefusal } from "./log-sign-in-refusal.ts";

const COOKIE_BYTES = 32;

/** The request of an enrolled browser to sign its person in, while everything behind the browser is active. */
interface SignInRequest {
  readonly party: Party;
  readonly extensionJkt: string;
  readonly statementHash: string;
  readonly nonce: string;
}

/**
 * Reads the statement by which an enrolled browser asks to sign its person in.
 *
 * @param signIn the extension's statement, compact JWS
 * @throws Refused `not_enrolled`, `wrong_audience`, `nonce_expired`, and a code for what is no longer active
 */
async function readRequest(
  services: WithClock & WithConfig & WithDb & WithSecrets,
  signIn: string,
): Promise<SignInRequest> {
  const statement = await consoleSignIn.read(signIn);
  await verifySignature(statement, statement.header.jwk);
  if (statement.claims.aud !== services.config.issuer) refuse("wrong_audience", "sign_in.aud");
  const extensionJkt = await thumbprintOf(statement.header.jwk);
  const party = await findPartyInAnyState(services.db, { extension: extensionJkt }, "the log names it");
  if (party === undefined) return refuse("not_enrolled", "sign_in.jwk");
  return logSignInRefusal(services, party, async () => {
    checkActive(party);
    checkExtensionActive(party, extensionJkt);
    const { nonce } = statement.claims;
    if (!isConsoleNonce(nonce, SIGN_IN, services)) refuse("nonce_expired", "sign_in.nonce");
    return { party, extensionJkt, statementHash: statement.hash, nonce };
  });
}

/** Finds the passkeys that can sign in there, and the challenge that they sign (protocol §8). */
export async function askPasskeyForSignIn(
  services: WithClock & WithConfig & WithDb & WithSecrets,
  sent: { readonly sign_in: string; readonly session_jkt: string },
): Promise<{ readonly party: Party; readonly options: RequestOptions }> {
  const { party, statementHash } = await readRequest(services, sent.sign_in);
  const challenge = encodeBase64url(await signInChallenge(statementHash, sent.session_jkt));
  return { party, options: requestOptions(services.config, party.passkeys, challenge) };
}

/**
 * Signs a person in by an enrolled browser, and by a passkey of the same bound set over the browser's statement and the page's
 * key (protocol §8).
 *
 * @param address where the request came from, as the server saw it
 * @returns the cookie
 * @throws Refused
 */
export async function signIn(
  services: WithBudgets & WithClock & WithConfig & WithDb & WithKeys & WithRandom & WithSecrets,
  sent: { readonly sign_in: string; readonly session_key: PublicJwk; readonly assertion: AssertionJson },
  address: string,
): Promise<string> {
  const { party, extensionJkt, statementHash, nonce } = await readRequest(services, sent.sign_in);
  return logSignInRefusal(services, party, async () => {
    const sessionJkt = await thumbprintOf(sent.session_key);
    const challenge = await signInChallenge(statementHash, sessionJkt);
    const used = await verifyOwnPasskey(services, party, sent.assertion, challenge);
    const cookie = encodeBase64url(services.random(COOKIE_BYTES));
    const hash = await sha256Base64url(cookie);
    const now = services.clock();
    const [user] = (await findUsers(services.db, [party.user.id])).values();
    // an administrator can sign in even when the disk is full, to revoke what must end
    const db = user !== undefined && may(user.role, "machines.manage") ? urgent(services.db) : services.db;
    await db.transaction().execute(async (trx) => {
      if (!(await useConsoleNonce(trx, nonce, SIGN_IN, services))) refuse("nonce_used", "sign_in.nonce");
      await spend(services, "sign_ins", party.user.id);
      const held = await holdParty(trx, party.id, { extension: extensionJkt });
      if (held === undefined) return refuse("not_enrolled", "sign_in.jwk");
      await recordUse(trx, await holdPasskey(trx, used.credentialId), used.counter, used.backedUp);
      await insertSession(trx, {
        hash,
        user_id: party.user.id,
        bound_set_id: party.id,
        extension_jkt: extensionJkt,
        credential_id: used.credentialId,
        session_jkt: sessionJkt,
        address,
        created_at: now,
        seen_at: now,
        expires_at: now + SESSION_MS,
        ended_at: null,
      });
      const about = { extension_jkt: extensionJkt, credential_id: used.credentialId };
      await append(trx, consoleSignedIn(now, party.user.id, about), {
        user: party.user.id,
        device: party.device.jkt,
        address,
      });
    });
    return cookie;
  });
}
