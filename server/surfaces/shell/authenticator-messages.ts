import { policyVersionSchema } from "@nearside/shared/api/console/authenticators.ts";
import { noteSchema } from "@nearside/shared/api/console/names.ts";
import * as v from "valibot";

// `nearside-server authenticators` says this to the running server.

export const SHOW_AUTHENTICATORS_PATH = "/authenticators";
/** `now` is the server's clock, epoch milliseconds. */
export const showAuthenticatorsAnswerSchema = v.strictObject({
  now: v.number(),
  policy: policyVersionSchema,
  /** True where it takes any, or a passkey fits that an owner has in force. */
  fits_an_owner: v.boolean(),
  /** False where no metadata was taken: then no make is proven. */
  has_metadata: v.boolean(),
});
export type ShowAuthenticatorsAnswer = v.InferOutput<typeof showAuthenticatorsAnswerSchema>;

export const RESET_AUTHENTICATORS_PATH = "/authenticators/reset";
export const resetAuthenticatorsSchema = v.strictObject({ note: v.nullable(noteSchema) });
/** The version that takes any authenticator; null where the one in force did so already. */
export const resetAuthenticatorsAnswerSchema = v.strictObject({ version: v.nullable(v.number()) });
