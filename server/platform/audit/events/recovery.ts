import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** An administrator began the way back of a person who lost the only machine (protocol §9); the subject is the way back. */
export const recoveryStarted = defineEvent(
  "recovery_started",
  1,
  v.strictObject({
    user_id: v.string(),
    reason: v.string(),
    lost: v.string(),
    /** Bound sets that were set aside. */
    machines: v.array(v.string()),
  }),
);

/** A second administrator agreed to a way back; the subject is the way back. Its ticket can be had from `opens_at` on, epoch milliseconds. */
export const recoveryAgreed = defineEvent(
  "recovery_agreed",
  1,
  v.strictObject({ user_id: v.string(), opens_at: v.number(), closes_at: v.number() }),
);

/** The ticket of a way back was made after its cooling time; the subject is the way back. */
export const recoveryTicketMade = defineEvent(
  "recovery_ticket_made",
  1,
  v.strictObject({ user_id: v.string(), ticket_hash: v.string() }),
);

/** An administrator stopped a way back; the subject is the way back. `enrolments`: those that ended with it. */
export const recoveryStopped = defineEvent(
  "recovery_stopped",
  1,
  v.strictObject({ user_id: v.string(), note: v.nullable(v.string()), enrolments: v.array(v.string()) }),
);

/** Nobody agreed to a way back in time, or nobody had its ticket made; the subject is the way back. */
export const recoveryLapsed = defineEvent("recovery_lapsed", 1, v.strictObject({ user_id: v.string() }));

/**
 * The person concerned stopped the way back, by a passkey of theirs; the subject is the way back. `not_me`: it was begun in the name
 * of somebody who never asked for it.
 */
export const recoveryObjected = defineEvent(
  "recovery_objected",
  1,
  v.strictObject({
    user_id: v.string(),
    how: v.picklist(["cancelled", "not_me"]),
    credential_id: v.string(),
    enrolments: v.array(v.string()),
  }),
);

/** Somebody wanted to stop a way back in the name of its person, and was refused; the subject is the way back. `code` is a refusal code. */
export const recoveryObjectionRefused = defineEvent(
  "recovery_objection_refused",
  1,
  v.strictObject({ code: v.string() }),
);
