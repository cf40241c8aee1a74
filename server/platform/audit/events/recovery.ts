import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** An administrator began the recovery of a person who lost their only machine (protocol §9). The subject is the recovery. */
export const recoveryStarted = defineEvent(
  "recovery_started",
  1,
  "signed",
  v.strictObject({
    user_id: v.string(),
    reason: v.string(),
    lost: v.string(),
    /** Bound sets that were quarantined. */
    machines: v.array(v.string()),
  }),
);

/** A second administrator agreed to a recovery, which is the subject. Its ticket can be made from `opens_at` on, in epoch milliseconds. */
export const recoveryAgreed = defineEvent(
  "recovery_agreed",
  1,
  "signed",
  v.strictObject({ user_id: v.string(), opens_at: v.number(), closes_at: v.number() }),
);

/** The ticket of a recovery was made after its cooling time. The subject is the recovery. */
export const recoveryTicketMade = defineEvent(
  "recovery_ticket_made",
  1,
  "signed",
  v.strictObject({ user_id: v.string(), ticket_hash: v.string() }),
);

/** An administrator stopped a recovery, which is the subject. `enrolments` ended with it. */
export const recoveryStopped = defineEvent(
  "recovery_stopped",
  1,
  "signed",
  v.strictObject({ user_id: v.string(), note: v.nullable(v.string()), enrolments: v.array(v.string()) }),
);

/** A recovery lapsed: no second administrator agreed in time, or no ticket was made in time. The subject is the recovery. */
export const recoveryLapsed = defineEvent("recovery_lapsed", 1, "once", v.strictObject({ user_id: v.string() }));

/**
 * The person concerned stopped the recovery with one of their passkeys. The subject is the recovery. `not_me`: it was started in the name of
 * a person who never wanted it.
 */
export const recoveryObjected = defineEvent(
  "recovery_objected",
  1,
  "once",
  v.strictObject({
    user_id: v.string(),
    how: v.picklist(["cancelled", "not_me"]),
    credential_id: v.string(),
    enrolments: v.array(v.string()),
  }),
);

/** An attempt to stop a recovery in the name of its person was refused. The subject is the recovery, `code` a refusal code. */
export const recoveryObjectionRefused = defineEvent(
  "recovery_objection_refused",
  1,
  { alike: ["code"] },
  v.strictObject({ code: v.string() }),
);
