import * as v from "valibot";
import { randomIdSchema } from "../../ids.ts";
import { assertionJsonSchema, requestOptionsSchema } from "../../passkey/webauthn.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { ask } from "./entry.ts";

// Every change in the console is `{ change, touch }`: a passkey of the machine signs path and change (protocol §8).

/**
 * POST /api/console/touch {} → a nonce for one change, and the passkeys that may sign it; the page computes the
 * challenge itself.
 */
export const touchAnswerSchema = v.strictObject({
  nonce: randomIdSchema,
  options: v.omit(requestOptionsSchema, ["challenge"]),
});
export type TouchAnswer = v.InferOutput<typeof touchAnswerSchema>;

export const touchSchema = v.strictObject({ nonce: randomIdSchema, assertion: assertionJsonSchema });
export type Touch = v.InferOutput<typeof touchSchema>;

/** The body of a change. */
export const changeBodySchema = <Change>(change: v.GenericSchema<unknown, Change>) =>
  v.strictObject({ change, touch: touchSchema });

export const touchApi = {
  prepare: ask("/api/console/touch", "account", emptyBodySchema, touchAnswerSchema),
};
