import * as v from "valibot";
import { emptyBodySchema } from "../login-requests.ts";
import { read } from "./entry.ts";

// GET /api/console/mail: whether people are told by mail, and how it goes. Times in epoch milliseconds.

export const mailStateSchema = v.strictObject({
  /** Null: no mail is sent, and no notice is made. */
  server: v.nullable(
    v.strictObject({
      host: v.string(),
      port: v.number(),
      tls: v.picklist(["starttls", "implicit", "none"]),
      from: v.string(),
    }),
  ),
  /** `since`: the oldest of them. */
  waiting: v.strictObject({ count: v.number(), since: v.nullable(v.number()) }),
  /** Of the last thirty days, as are all of these. */
  sent: v.strictObject({ count: v.number(), last: v.nullable(v.number()) }),
  /** Never to be sent: each stands in the security log. */
  given_up: v.strictObject({ count: v.number(), last: v.nullable(v.number()) }),
  /** The last try that failed, and what the mail server answered. */
  last_failure: v.nullable(v.strictObject({ at: v.number(), said: v.string() })),
  /** Active people whom no notice can reach. */
  without_address: v.number(),
});
export type MailState = v.InferOutput<typeof mailStateSchema>;

export const mailApi = {
  state: read("/api/console/mail", "mail.read", emptyBodySchema, mailStateSchema),
};
