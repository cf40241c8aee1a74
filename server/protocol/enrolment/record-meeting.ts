import type { Meeting } from "@nearside/shared/api/login-requests.ts";
import { checkEnrolmentMeeting } from "@nearside/shared/chain/enrolment/check-enrolment-meeting.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import { append } from "../../platform/audit/event-log.ts";
import { enrolmentMet } from "../../platform/audit/events/enrolments.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { spend } from "../../platform/limits/spend.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import type { Enrolment, EnrolmentMeeting } from "../../register/enrolments/enrolment.ts";
import { moveEnrolment } from "../../register/enrolments/enrolment-store.ts";
import { meet } from "../../register/enrolments/transitions.ts";
import { consumeNonce, findNonce } from "../../register/logins/nonce-store.ts";
import { findPartyByExtension } from "../../register/machines/party.ts";
import { currentEnrolment, demandState, logEnrolmentRefusal } from "./current-enrolment.ts";

const USER_HANDLE_BYTES = 32; // WebAuthn L3 §14.6.1: random, at most 64

/**
 * Judges the meeting of an enrolment and records it: the handshake of protocol §4.3 with the device key in the session key's
 * place, and no list of extensions (§3.3).
 *
 * @throws Refused
 */
export async function recordEnrolmentMeeting(
  services: WithBudgets & WithChanges & WithClock & WithDb & WithRandom,
  id: string,
  sent: Meeting,
  { browserSession, address }: { readonly browserSession: string; readonly address: string },
): Promise<{ enrolment: Enrolment; meeting: EnrolmentMeeting }> {
  const enrolment = await currentEnrolment(services, id);
  return logEnrolmentRefusal(services, "locality", id, async () => {
    demandState(enrolment, "waiting", "met");
    const { chain, value } = await judge(services, enrolment, sent, browserSession);
    const extension = await thumbprintOf(chain.hello.header.jwk);
    if ((await findPartyByExtension(services.db, extension)) !== undefined)
      refuse("key_already_bound", "extension_key");
    const meeting: EnrolmentMeeting = {
      ...sent,
      nonce: chain.nonce.jws,
      attestation_hash: chain.attestation.hash,
      extension_jkt: extension,
      extension_jwk: JSON.stringify(chain.hello.header.jwk),
      browser: chain.attestation.claims.browser,
      browser_session: browserSession,
      user_handle: encodeBase64url(services.random(USER_HANDLE_BYTES)),
      met_at: secondsNow(services),
      address,
    };
    const next = meet(enrolment, meeting);
    if (next === undefined) refuse("other_session", "enrolment");
    const now = services.clock();
    await services.db.transaction().execute(async (trx) => {
      if (!(await consumeNonce(trx, value, now))) refuse("nonce_used", "nonce");
      await spend(services, "enrolment_meetings", enrolment.deviceJkt); // its key signed the presence proof
      if (!(await moveEnrolment(trx, enrolment, next))) refuse("other_session", "enrolment");
      await append(trx, enrolmentMet(now, id, { extension_jkt: extension, browser: meeting.browser }), { address });
    });
    services.changes.announce(id);
    return { enrolment, meeting };
  });
}

async function judge(services: WithClock & WithDb, enrolment: Enrolment, sent: Meeting, browserSession: string) {
  const presented = await hello.read(sent.hello);
  const value = presented.claims.nonce;
  const stored = await findNonce(services.db, value);
  if (stored === undefined || stored.subject !== enrolment.id) refuse("nonce_mismatch", "hello.nonce");
  if (stored.browserSession !== browserSession) refuse("nonce_mismatch", "session");
  if (stored.usedAt !== null) refuse("nonce_used", "nonce");
  if (services.clock() >= stored.expiresAt) refuse("nonce_expired", "nonce.exp");
  const chain = {
    request: await enrolmentRequest.read(enrolment.request),
    nonce: await nonce.read(stored.statement),
    hello: presented,
    presence: await presenceProof.read(sent.presence_proof),
    attestation: await attestation.read(sent.attestation),
  };
  await checkEnrolmentMeeting(chain);
  return { chain, value };
}
