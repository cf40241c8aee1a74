import type { EnrolmentMeetingBody } from "@nearside/shared/api/enrolments.ts";
import { checkEnrolmentMeeting } from "@nearside/shared/chain/enrolment/check-enrolment-meeting.ts";
import { checkNonceRequest } from "@nearside/shared/chain/nonce/check-nonce-request.ts";
import { checkNonceSignature } from "@nearside/shared/chain/nonce/check-nonce-signature.ts";
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
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithSecrets } from "../../platform/keys/server-secrets.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { spend } from "../../platform/limits/spend.ts";
import type { Db, WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import type { Enrolment, EnrolmentMeeting } from "../../register/enrolments/enrolment.ts";
import { moveEnrolment } from "../../register/enrolments/enrolment-store.ts";
import { meet } from "../../register/enrolments/transitions.ts";
import { checkOwnNonce } from "../../register/logins/meeting-nonce.ts";
import { findParty } from "../../register/machines/find-party.ts";
import { findPartyInAnyState, type Party } from "../../register/machines/party.ts";
import { currentEnrolment, demandState, logEnrolmentRefusal } from "./current-enrolment.ts";

const USER_HANDLE_BYTES = 32; // WebAuthn L3 §14.6.1: random, at most 64

/**
 * Judges the meeting of an enrolment and records it: the handshake of protocol §4.3 with the device key in the session key's
 * place, and no list of extensions (§3.3).
 *
 * @returns with the machine that a further browser is for
 * @throws Refused
 */
export async function recordEnrolmentMeeting(
  services: WithBudgets & WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithRandom & WithSecrets,
  id: string,
  sent: EnrolmentMeetingBody,
  { browserSession, address }: { readonly browserSession: string; readonly address: string },
): Promise<{ enrolment: Enrolment; meeting: EnrolmentMeeting; machine: Party | undefined }> {
  const enrolment = await currentEnrolment(services, id);
  return logEnrolmentRefusal(services, "locality", id, async () => {
    demandState(enrolment, "waiting", "met");
    const chain = await judge(services, enrolment, sent, browserSession);
    const extension = await thumbprintOf(chain.hello.header.jwk);
    if ((await findPartyInAnyState(services.db, { extension }, "a key is bound once")) !== undefined)
      refuse("key_already_bound", "extension_key");
    const machine = enrolment.kind === "browser" ? await machineOf(services.db, enrolment) : undefined;
    const meeting: EnrolmentMeeting = {
      ...sent,
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
      await spend(services, "enrolment_meetings", enrolment.deviceJkt); // its key signed the presence proof
      if (!(await moveEnrolment(trx, enrolment, next))) refuse("nonce_used", "nonce");
      await append(trx, enrolmentMet(now, id, { extension_jkt: extension, browser: meeting.browser }), { address });
    });
    services.changes.announce(id);
    return { enrolment, meeting, machine };
  });
}

/** The machine that a further browser is for, which may have been quarantined since it asked. @throws Refused */
const machineOf = async (db: Db, { deviceJkt }: Enrolment): Promise<Party> =>
  (await findParty(db, { device: deviceJkt })) ?? refuse("device_unknown", "enrolment.device");

async function judge(
  services: WithClock & WithConfig & WithKeys & WithSecrets,
  enrolment: Enrolment,
  sent: EnrolmentMeetingBody,
  browserSession: string,
) {
  const chain = {
    request: await enrolmentRequest.read(enrolment.request),
    nonce: await nonce.read(sent.nonce),
    hello: await hello.read(sent.hello),
    presence: await presenceProof.read(sent.presence_proof),
    attestation: await attestation.read(sent.attestation),
  };
  await checkNonceSignature(chain, { issuer: services.config.issuer, serverKeys: services.keys.jwks.keys });
  checkNonceRequest(chain);
  checkOwnNonce(services.secrets, chain.nonce, enrolment, browserSession, services.clock());
  await checkEnrolmentMeeting(chain);
  return chain;
}
