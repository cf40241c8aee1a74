import { displayNameSchema, userNameSchema } from "@nearside/shared/api/console/names.ts";
import { ticketRowSchema, ticketSecondsSchema, ticketUsesSchema } from "@nearside/shared/api/console/tickets.ts";
import { NO_DEMANDS, ticketDemandsSchema } from "@nearside/shared/api/ticket-demands.ts";
import { sha256TextSchema } from "@nearside/shared/ids.ts";
import { TICKET_SECONDS } from "@nearside/shared/lifetimes.ts";
import * as v from "valibot";

// What `nearside-server ticket` and `nearside-server tickets` say to the running server.

export const CREATE_TICKET_PATH = "/tickets";

export const createTicketSchema = v.strictObject({
  user: userNameSchema,
  /** For a user that is made by this; null leaves it to be the name. */
  display_name: v.nullable(displayNameSchema),
  seconds: v.optional(ticketSecondsSchema, TICKET_SECONDS),
  uses: v.optional(ticketUsesSchema, 1),
  demands: v.optional(ticketDemandsSchema, NO_DEMANDS),
});

export const createTicketAnswerSchema = v.strictObject({
  user: v.strictObject({ name: v.string(), display_name: v.string(), role: v.string() }),
  ticket: v.string(),
  /** Epoch milliseconds. */
  expires_at: v.number(),
  issuer: v.string(),
});
export type CreateTicketAnswer = v.InferOutput<typeof createTicketAnswerSchema>;

export const LIST_TICKETS_PATH = "/tickets/list";

/** Those that can still be used, of that user or of everybody; the newest first. */
export const listTicketsSchema = v.strictObject({ user: v.nullable(userNameSchema) });
/** `now` is the server's clock; `more`: there are others. */
export const listTicketsAnswerSchema = v.strictObject({
  now: v.number(),
  tickets: v.array(ticketRowSchema),
  more: v.boolean(),
});
export type ListTicketsAnswer = v.InferOutput<typeof listTicketsAnswerSchema>;

export const REVOKE_TICKET_PATH = "/tickets/revoke";

export const revokeTicketSchema = v.strictObject({ ticket: sha256TextSchema });
export const revokeTicketAnswerSchema = v.variant("state", [
  v.strictObject({ state: v.literal("revoked"), ended: v.array(v.string()) }),
  v.strictObject({ state: v.literal("unknown") }),
  v.strictObject({ state: v.literal("settled") }),
]);

export const FREE_TICKET_PATH = "/tickets/free";

export const freeTicketSchema = v.strictObject({ ticket: sha256TextSchema });
export const freeTicketAnswerSchema = v.variant("state", [
  v.strictObject({ state: v.literal("freed"), ended: v.array(v.string()) }),
  v.strictObject({ state: v.literal("unknown") }),
  v.strictObject({ state: v.literal("settled") }),
]);
