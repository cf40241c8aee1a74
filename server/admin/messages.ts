import { enrolmentIdSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";
import { displayNameSchema, userNameSchema } from "../directory/user-name.ts";

// What `nearside-server <command>` says to the running server, over a socket that only the server's own account can reach.

/** In the data folder. */
export const ADMIN_SOCKET = "admin.sock";

export const CREATE_TICKET_PATH = "/tickets";

export const createTicketSchema = v.strictObject({
  user: userNameSchema,
  /** For a user that is made by this; null leaves it to be the name. */
  display_name: v.nullable(displayNameSchema),
});

export const createTicketAnswerSchema = v.strictObject({
  user: v.strictObject({ name: v.string(), display_name: v.string(), role: v.string() }),
  ticket: v.string(),
  /** Epoch milliseconds. */
  expires_at: v.number(),
  issuer: v.string(),
});
export type CreateTicketAnswer = v.InferOutput<typeof createTicketAnswerSchema>;

export const LIST_PENDING_PATH = "/enrolments/pending";

/** A machine that waits for an administrator; never the words, nor anything they could be computed from (protocol §3.5). */
const pendingMachineSchema = v.strictObject({
  id: enrolmentIdSchema,
  user: v.strictObject({ name: v.string(), display_name: v.string() }),
  /** The machine's own word, as it came: hostile until made visible. */
  machine: v.strictObject({ hostname: v.string(), os: v.string(), account: v.string(), key_storage: v.string() }),
  /** The extension's own word. */
  browser: v.string(),
  passkey: v.strictObject({
    aaguid: v.string(),
    attestation_verdict: v.string(),
    /** BE: it may be copied to other devices. */
    synced: v.boolean(),
  }),
  /** Epoch milliseconds. */
  asked_at: v.number(),
});
export type PendingMachine = v.InferOutput<typeof pendingMachineSchema>;

/** The oldest first. `now` is the server's clock, epoch milliseconds. */
export const listPendingAnswerSchema = v.strictObject({ now: v.number(), machines: v.array(pendingMachineSchema) });
export type ListPendingAnswer = v.InferOutput<typeof listPendingAnswerSchema>;

export const CONFIRM_PATH = "/enrolments/confirm";

export const confirmSchema = v.strictObject({
  id: enrolmentIdSchema,
  /** As typed: six words, whatever the case and the space between them. */
  words: v.pipe(v.string(), v.maxLength(256)),
});
export const confirmAnswerSchema = v.strictObject({ state: v.literal("active") });
