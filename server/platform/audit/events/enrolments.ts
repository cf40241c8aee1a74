import { ENROLMENT_ENDS } from "@nearside/shared/api/enrolment-end.ts";
import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A machine, or a further browser of one, began to enrol; the subject is the enrolment id (protocol §3.2, §3.7). */
export const enrolmentStarted = defineEvent(
  "enrolment_started",
  1,
  { limit: "enrolments_of_machine" },
  v.strictObject({
    kind: v.picklist(["machine", "browser"]),
    user_id: v.string(),
    device_jkt: v.string(),
    ticket_hash: v.nullable(v.string()),
    address: v.string(),
  }),
);

/** An extension met the command line that enrols; the subject is the enrolment id (protocol §3.3). */
export const enrolmentMet = defineEvent(
  "enrolment_met",
  1,
  { limit: "enrolment_meetings" },
  v.strictObject({ extension_jkt: v.string(), browser: v.string() }),
);

/**
 * A TPM proved that it holds the device key (protocol §3.8); the subject is the enrolment id. `ek_certificate` is SHA-256 of the
 * endorsement key's certificate, which identifies the TPM.
 */
export const deviceKeyAttested = defineEvent(
  "device_key_attested",
  1,
  "once",
  v.strictObject({ device_jkt: v.string(), ek_certificate: v.string() }),
);

/**
 * A machine with a good ticket could not prove that its key is in a TPM (protocol §3.8); the subject is the ticket's user.
 * `code` is a refusal code.
 */
export const keyAttestationRefused = defineEvent(
  "key_attestation_refused",
  1,
  { alike: ["ticket_hash", "code"] },
  v.strictObject({ ticket_hash: v.string(), code: v.string(), field: v.nullable(v.string()) }),
);

/** A passkey joined the enrolment, or for a further browser vouched for it; the subject is the enrolment id (protocol §3.4). */
export const enrolmentPasskeyMade = defineEvent(
  "enrolment_passkey_made",
  1,
  "once",
  v.strictObject({
    credential_id: v.string(),
    aaguid: v.nullable(v.string()),
    attestation_format: v.nullable(v.string()),
    attestation_verdict: v.nullable(v.string()),
    backup_eligible: v.boolean(),
    backed_up: v.boolean(),
  }),
);

/** All proofs of possession are valid and the keys form one bound set; the subject is the enrolment id (protocol §3.5, §3.7). */
export const enrolmentCompleted = defineEvent(
  "enrolment_completed",
  1,
  "once",
  v.strictObject({
    kind: v.picklist(["machine", "browser"]),
    bound_set_id: v.string(),
    user_id: v.string(),
    state: v.picklist(["pending", "active"]),
  }),
);

/**
 * An administrator typed the six words, or a person who used a break-glass code did; the subject is the enrolment id (protocol §3.5, §9).
 */
export const enrolmentConfirmed = defineEvent(
  "enrolment_confirmed",
  1,
  "once",
  v.strictObject({ bound_set_id: v.string(), by: v.picklist(["server_shell", "break_glass", "console"]) }),
);

/** A step of a known enrolment was refused and changed nothing; the subject is the enrolment id. */
export const enrolmentStepRefused = defineEvent(
  "enrolment_step_refused",
  1,
  { alike: ["step", "code"] },
  v.strictObject({
    step: v.picklist(["locality", "passkey", "state", "view", "proof", "refusal", "confirm", "decision"]),
    code: v.string(),
    field: v.nullable(v.string()),
  }),
);

/**
 * A party that is entitled to it ended the enrolment; the subject is the enrolment id.
 * `reason`: `superseded`, a new enrolment began with the same ticket; `ticket_revoked`, its ticket was revoked; `ticket_freed`, its
 * ticket was freed for its person; `declined`, an administrator said no; `asked_again`, an administrator wants another try;
 * `server_key_given_up`, the server's keys were given up as compromised.
 * `by`: "device" and "extension" are the two sides of the enrolment; "person" is its person elsewhere, in their account or by an objection.
 * `note` is the administrator's message to the person.
 */
export const enrolmentRefused = defineEvent(
  "enrolment_refused",
  1,
  "once",
  v.strictObject({
    reason: v.picklist(ENROLMENT_ENDS),
    by: v.picklist(["device", "extension", "person", "administrator"]),
    note: v.optional(v.string()),
  }),
);

/** It expired before the proofs were there; the subject is the enrolment id. `was` is the state before. */
export const enrolmentExpired = defineEvent(
  "enrolment_expired",
  1,
  "once",
  v.strictObject({ was: v.picklist(["waiting", "met", "passkey"]) }),
);
