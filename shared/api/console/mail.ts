import * as v from "valibot";
import { emptyBodySchema } from "../login-requests.ts";
import { read } from "./entry.ts";

// GET /api/console/mail: whether people receive notices by mail, and how sending goes. Times in epoch milliseconds.

export const mailStateSchema = v.strictObject({
  /** Null where no mail is sent and no notice is made. */
  server: v.nullable(
    v.strictObject({
      host: v.string(),
      port: v.number(),
      tls: v.picklist(["starttls", "implicit", "none"]),
      from: v.string(),
    }),
  ),
  /** `since`: the time of the oldest one. */
  waiting: v.strictObject({ count: v.number(), since: v.nullable(v.number()) }),
  /** Counts of the last thirty days, here and below. */
  sent: v.strictObject({ count: v.number(), last: v.nullable(v.number()) }),
  /** Notices that will never be sent; the security log has each. */
  given_up: v.strictObject({ count: v.number(), last: v.nullable(v.number()) }),
  /** The last try that failed, with the mail server's answer. */
  last_failure: v.nullable(v.strictObject({ at: v.number(), said: v.string() })),
  /** Active people without an address. */
  without_address: v.number(),
});
export type MailState = v.InferOutput<typeof mailStateSchema>;

export const mailApi = {
  state: read("/api/console/mail", "mail.read", emptyBodySchema, mailStateSchema),
};
