import type { enrolmentPasskeySchema } from "@nearside/shared/api/enrolments.ts";
import { verifyAssertion } from "@nearside/shared/chain/assertion/check-approval-assertion.ts";
import { checkApprovalBackup } from "@nearside/shared/chain/assertion/check-approval-backup.ts";
import { checkApprovalTopOrigin } from "@nearside/shared/chain/assertion/check-approval-top-origin.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { backupFlagsOf } from "@nearside/shared/passkey/backup-flags.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import { enrolmentChallenge } from "@nearside/shared/statements/challenges.ts";
import type * as v from "valibot";
import { append } from "../../platform/audit/event-log.ts";
import { enrolmentPasskeyMade } from "../../platform/audit/events/enrolments.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import type { EnrolmentIn } from "../../register/enrolments/enrolment.ts";
import { moveEnrolment } from "../../register/enrolments/enrolment-store.ts";
import { addPasskey } from "../../register/enrolments/transitions.ts";
import { trustedFor } from "../../register/logins/trusted-for.ts";
import { checkPasskeyActive } from "../../register/machines/check-active.ts";
import { findParty } from "../../register/machines/find-party.ts";
import type { EnrolledPasskey } from "../../register/passkeys/insert-passkey.ts";
import { holdPasskey, recordUse } from "../../register/passkeys/record-passkey-use.ts";
import { admitPasskey } from "../passkeys/admit-passkey.ts";
import { checkUserHandle } from "../passkeys/check-user-handle.ts";
import type { WithMetadata } from "../passkeys/metadata/active-metadata.ts";
import { storedAssertion } from "../passkeys/stored-answer.ts";
import { currentEnrolment, demandState, logEnrolmentRefusal } from "./current-enrolment.ts";
import { demandPasskey } from "./tickets/ticket-demands.ts";

type Sent = v.InferOutput<typeof enrolmentPasskeySchema>;

/**
 * The passkey of the enrolment: made now, or for a further browser one of the bound set (protocol §3.3, §3.7). From the
 * session that met only.
 *
 * @throws Refused
 */
export async function recordPasskey(
  services: WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithMetadata,
  id: string,
  sent: Sent,
  browserSession: string,
): Promise<void> {
  const current = await currentEnrolment(services, id);
  await logEnrolmentRefusal(services, "passkey", id, async () => {
    const enrolment = demandState(current, "met");
    if (enrolment.meeting.browser_session !== browserSession) refuse("other_session", "session");
    if ((sent.passkey === "create") !== (enrolment.kind === "machine")) refuse("malformed", "passkey");
    const passkey =
      sent.passkey === "create"
        ? await madeNow(services, enrolment, sent.response)
        : await ofBoundSet(services, enrolment, sent.response);
    const next = addPasskey(enrolment, passkey);
    if (next === undefined) refuse("enrolment_settled", "enrolment");
    await services.db.transaction().execute(async (trx) => {
      const isUse = enrolment.kind === "browser";
      const held = isUse ? await holdPasskey(trx, passkey.passkey.credential_id) : undefined;
      if (!(await moveEnrolment(trx, enrolment, next))) refuse("enrolment_settled", "enrolment");
      if (isUse) await recordUse(trx, held, passkey.counter, passkey.backed_up);
      const { aaguid, attestation_format, attestation_verdict, backup_eligible, backed_up } = passkey;
      const { credential_id } = passkey.passkey;
      const data = { credential_id, aaguid, attestation_format, attestation_verdict, backup_eligible, backed_up };
      await append(trx, enrolmentPasskeyMade(services.clock(), id, data));
    });
    services.changes.announce(id);
  });
}

type Made = Extract<Sent, { passkey: "create" }>["response"];

async function madeNow(
  services: WithClock & WithConfig & WithDb & WithMetadata,
  enrolment: EnrolmentIn<"met">,
  response: Made,
): Promise<EnrolledPasskey> {
  const passkey = await admitPasskey(services, response, enrolment.meeting.attestation_hash, enrolment.ticketHash);
  const existing = await services.db
    .selectFrom("passkeys")
    .select("credential_id")
    .where("credential_id", "=", passkey.passkey.credential_id)
    .executeTakeFirst();
  if (existing !== undefined) refuse("key_already_bound", "passkey");
  if (enrolment.ticketHash !== null) await demandPasskey(services.db, enrolment.ticketHash, passkey);
  return passkey;
}

async function ofBoundSet(
  services: WithConfig & WithDb & WithKeys,
  enrolment: EnrolmentIn<"met">,
  assertion: AssertionJson,
): Promise<EnrolledPasskey> {
  const party = await findParty(services.db, { device: enrolment.deviceJkt });
  if (party === undefined) refuse("device_unknown", "enrolment.device");
  checkPasskeyActive(party, assertion.id);
  const stored = party.passkeys.find(({ credential_id }) => credential_id === assertion.id);
  if (stored === undefined) return refuse("passkey_not_bound", "assertion.id");
  checkUserHandle(assertion, stored.userHandle);
  const trusted = trustedFor(services, party);
  const challenge = await enrolmentChallenge(enrolment.meeting.attestation_hash);
  const counter = await verifyAssertion(assertion, challenge, stored, trusted, stored.counter);
  checkApprovalTopOrigin({ assertion });
  checkApprovalBackup({ assertion }, trusted);
  return {
    passkey: { credential_id: stored.credential_id, public_key: stored.public_key },
    counter,
    backup_eligible: stored.backup_eligible,
    backed_up: backupFlagsOf(assertion).backedUp,
    aaguid: stored.aaguid,
    attestation_format: "assertion",
    attestation_verdict: stored.attestationVerdict,
    transports: [],
    response: storedAssertion(assertion),
  };
}
