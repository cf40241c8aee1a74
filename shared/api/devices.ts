import * as v from "valibot";
import { entry } from "./entry.ts";

/**
 * POST /api/devices/key-storage, with a DPoP proof by the device key (protocol §3.9): the key was moved from a file to
 * the keyring. It can say nothing else: a key in a TPM is a new one, which needs proof, and no key moves down.
 */
const keyStorageBodySchema = v.strictObject({ key_storage: v.literal("keyring") });

export const deviceApi = {
  keyStorage: entry("POST", "/api/devices/key-storage", keyStorageBodySchema, null),
};
