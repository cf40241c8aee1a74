import { emailAddressSchema } from "@nearside/shared/api/console/names.ts";
import * as v from "valibot";

// What `nearside-server mail …` says to the running server, whose settings these are.

export const TEST_MAIL_PATH = "/mail/test";

export const testMailSchema = v.strictObject({ address: emailAddressSchema });

/** `said`: what the mail server answered, or what went wrong. */
export const testMailAnswerSchema = v.variant("state", [
  v.strictObject({ state: v.literal("not_configured") }),
  v.strictObject({ state: v.picklist(["sent", "refused", "failed"]), server: v.string(), said: v.string() }),
]);
export type TestMailAnswer = v.InferOutput<typeof testMailAnswerSchema>;
