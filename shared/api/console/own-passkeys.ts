import * as v from "valibot";
import { credentialIdSchema, sha256TextSchema } from "../../ids.ts";
import { creationOptionsSchema } from "../../passkey/webauthn.ts";
import { jwsSchema } from "../../signing/jws.ts";
import { ADD_PASSKEY_PATH, addPasskeyChangeSchema } from "../../statements/passkey-addition.ts";
import { labelSchema } from "../../text/label.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { authenticatorShownSchema } from "./authenticator-shown.ts";
import { ask, change, read } from "./entry.ts";

// Passkeys of one's own machines, with the names that their person gives them (protocol §3.10).

/** GET /api/console/account/passkeys. Times in epoch milliseconds. */
const ownPasskeySchema = v.strictObject({
  id: credentialIdSchema,
  label: v.nullable(v.string()),
  authenticator: authenticatorShownSchema,
  /** BE: it may be copied to other devices. */
  synced: v.boolean(),
  /** True for the bound set of the asking page: passkeys can be added to it, and approve there. */
  is_here: v.boolean(),
  /** The last passkey of its machine cannot be removed: another one is added first, or the machine is ended. */
  is_last: v.boolean(),
  machine: v.strictObject({ device: sha256TextSchema, hostname: v.string(), label: v.nullable(v.string()) }),
  created_at: v.number(),
});
export type OwnPasskey = v.InferOutput<typeof ownPasskeySchema>;
export const ownPasskeysAnswerSchema = v.strictObject({ passkeys: v.array(ownPasskeySchema) });

/** POST /api/console/account/passkeys/options {} → the request that the new passkey signs. */
export const addPasskeyOptionsSchema = v.strictObject({ request: jwsSchema, options: creationOptionsSchema });

/**
 * Bytes of `addPasskeyChangeSchema` (POST /api/console/account/passkeys): an attestation with its certificates, in a
 * text that is stored as it was signed.
 */
const MAX_ADD_PASSKEY = 32_768;

const passkeyAddedSchema = v.strictObject({ id: credentialIdSchema });

/** POST …/passkeys/rename, …/passkeys/remove. */
export const renamePasskeyChangeSchema = v.strictObject({ passkey: credentialIdSchema, label: labelSchema });
const removePasskeyChangeSchema = v.strictObject({ passkey: credentialIdSchema });

/**
 * POST /api/console/account/machines/rename.
 *
 * @param device its device id
 */
export const renameMachineChangeSchema = v.strictObject({ device: sha256TextSchema, label: labelSchema });

export const ownPasskeysApi = {
  list: read(ADD_PASSKEY_PATH, "account", emptyBodySchema, ownPasskeysAnswerSchema),
  options: ask(`${ADD_PASSKEY_PATH}/options`, "account", emptyBodySchema, addPasskeyOptionsSchema),
  add: change(ADD_PASSKEY_PATH, "account", addPasskeyChangeSchema, passkeyAddedSchema, { maxBytes: MAX_ADD_PASSKEY }),
  rename: change(`${ADD_PASSKEY_PATH}/rename`, "account", renamePasskeyChangeSchema, emptyBodySchema),
  remove: change(`${ADD_PASSKEY_PATH}/remove`, "account", removePasskeyChangeSchema, emptyBodySchema, {
    errors: ["conflict", "last_passkey"],
  }),
};
