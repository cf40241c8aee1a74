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
