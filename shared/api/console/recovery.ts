import * as v from "valibot";
import { randomIdSchema, recoveryIdSchema, userIdSchema } from "../../ids.ts";
import { assertionJsonSchema, requestOptionsSchema } from "../../passkey/webauthn.ts";
import { fieldTexts } from "../../texts/fields.ts";
import { entry } from "../entry.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { ask, change, LISTING_CHANGE_BYTES, read } from "./entry.ts";
import { listAnswerSchema, listQuerySchema } from "./list.ts";
import { noteSchema, userNameSchema } from "./names.ts";
import { ticketMachineSchema } from "./tickets.ts";

// Recoveries (protocol §9) for a person who lost the only machine, by two administrators and a cooling time.

/** `started` waits for the second administrator, `cooling` for its time; with `issued` the ticket was given out. */
export const RECOVERY_STATES = ["started", "cooling", "issued", "stopped", "lapsed"] as const;
const recoveryStateSchema = v.picklist(RECOVERY_STATES);
export type RecoveryStateName = v.InferOutput<typeof recoveryStateSchema>;

const MOST_MACHINES = 64;
/** The reason, on which the second administrator and every later reader rely. */
const reasonSchema = v.pipe(noteSchema, v.minLength(1, fieldTexts.howKnown));
const lostSchema = v.pipe(noteSchema, v.minLength(1, fieldTexts.whatLost));

/** GET /api/console/recoveries. */
const recoveriesQuerySchema = listQuerySchema(["started_at"], { state: v.optional(recoveryStateSchema) });
export type RecoveriesQuery = v.InferOutput<typeof recoveriesQuerySchema>;

const personSchema = v.strictObject({ id: v.string(), name: v.string(), display_name: v.string() });
const recoveryRowSchema = v.strictObject({
  id: v.string(),
  state: recoveryStateSchema,
  user: personSchema,
  reason: v.string(),
  lost: v.string(),
  started_by: personSchema,
  /** Epoch milliseconds, like all times below. */
  started_at: v.number(),
  seconded_by: v.nullable(personSchema),
  seconded_at: v.nullable(v.number()),
  /** The time from which the ticket is available; null before a second administrator agreed. */
  opens_at: v.nullable(v.number()),
  /** The time from which it is no longer available. */
  closes_at: v.number(),
  /** Stopped by a passkey of the person, or by an administrator; null where it was not stopped. */
  stopped: v.nullable(
    v.strictObject({
      at: v.number(),
      how: v.picklist(["stopped", "cancelled", "not_me"]),
      by: personSchema,
      note: v.nullable(v.string()),
    }),
  ),
  /** The machine that was enrolled with its ticket: once it is active, the recovery has ended. */
  machine: ticketMachineSchema,
  /** Machines that were quarantined when it began. */
  machines: v.array(v.strictObject({ id: v.string(), hostname: v.string(), state: v.string() })),
});
export type RecoveryRow = v.InferOutput<typeof recoveryRowSchema>;

/** GET /api/console/recoveries/:id. */
const recoveryAnswerSchema = v.strictObject({ recovery: recoveryRowSchema });

/** POST /api/console/recoveries/preview: the machines that would be quarantined. */
export const recoveryPreviewSchema = v.strictObject({ name: userNameSchema });
export const recoveryPreviewAnswerSchema = v.strictObject({
  user: personSchema,
  machines: v.array(v.strictObject({ id: v.string(), hostname: v.string() })),
  cooling_hours: v.number(),
});

/** POST /api/console/recoveries. `machines`: the active machines as they were shown; they are quarantined at once. */
export const startRecoverySchema = v.strictObject({
  user: userIdSchema,
  reason: reasonSchema,
  lost: lostSchema,
  machines: v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(MOST_MACHINES, fieldTexts.tooMany)),
});
export type StartRecovery = v.InferOutput<typeof startRecoverySchema>;
export type RecoveryPreviewAnswer = v.InferOutput<typeof recoveryPreviewAnswerSchema>;
export const recoveryStartedSchema = v.strictObject({ id: recoveryIdSchema });

/** POST /api/console/recoveries/:id/agree. */
export const recoveryAgreedSchema = v.strictObject({ opens_at: v.number() });

/** POST /api/console/recoveries/:id/stop, and …/account/recoveries/:id/stop by the person. */
export const stopRecoverySchema = v.strictObject({ note: v.nullable(noteSchema) });
/** The reason of the person concerned: it is no longer wanted, or was never asked for. */
const objectionSchema = v.picklist(["cancelled", "not_me"]);
export type Objection = v.InferOutput<typeof objectionSchema>;

/** POST /api/console/recoveries/:id/ticket: the ticket is shown once. */
export const recoveryTicketSchema = v.strictObject({
  ticket: v.string(),
  user: v.string(),
  expires_at: v.number(),
});

/** POST /api/console/objections/:id/options {} → the options for one of the person's passkeys. There is no session. */
export const objectionOptionsAnswerSchema = v.strictObject({
  nonce: randomIdSchema,
  options: requestOptionsSchema,
});
/** POST /api/console/objections/:id. */
const objectionBodySchema = v.strictObject({
  nonce: randomIdSchema,
  how: objectionSchema,
  assertion: assertionJsonSchema,
});

const AT = "/api/console/recoveries";
const OBJECTIONS = "/api/console/objections";

export const recoveriesApi = {
  list: read(AT, "people.read", recoveriesQuerySchema, listAnswerSchema(recoveryRowSchema)),
  view: read(`${AT}/:id`, "people.read", emptyBodySchema, recoveryAnswerSchema),
  preview: ask(`${AT}/preview`, "recovery.start", recoveryPreviewSchema, recoveryPreviewAnswerSchema, {
    errors: ["conflict", "unknown"],
  }),
  start: change(AT, "recovery.start", startRecoverySchema, recoveryStartedSchema, {
    maxBytes: LISTING_CHANGE_BYTES,
    errors: ["conflict"],
  }),
  agree: change(`${AT}/:id/agree`, "recovery.second", emptyBodySchema, recoveryAgreedSchema, { errors: ["conflict"] }),
  // either of the two administrators who vouch for it may ask for these
  ticket: change(`${AT}/:id/ticket`, "recovery.start", emptyBodySchema, recoveryTicketSchema, { errors: ["conflict"] }),
  stop: change(`${AT}/:id/stop`, "recovery.start", stopRecoverySchema, emptyBodySchema, { errors: ["conflict"] }),
};

/** The person concerned objects, without a session (protocol §9). */
export const objectionsApi = {
  options: entry("POST", `${OBJECTIONS}/:id/options`, emptyBodySchema, objectionOptionsAnswerSchema),
  object: entry("POST", `${OBJECTIONS}/:id`, objectionBodySchema, emptyBodySchema),
};
