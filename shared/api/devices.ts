import * as v from "valibot";
import { decidingRuleSchema } from "../rules/asking.ts";
import { jwsSchema } from "../signing/jws.ts";
import { entry } from "./entry.ts";

/**
 * POST /api/devices/key-storage, with a DPoP proof by the device key (protocol §3.9): the key was moved from a file to
 * the keyring. It can say nothing else: a key in a TPM is a new one, which needs proof, and no key moves down.
 */
const keyStorageBodySchema = v.strictObject({ key_storage: v.literal("keyring") });

/**
 * POST /api/devices/posture: what the machine says of its own protection has changed (protocol §4.8). The statement is signed by the device
 * key and counts once.
 */
const postureBodySchema = v.strictObject({ posture: jwsSchema });
/** The number of logins that ended by it, and the rules that ended them: the machine may tell its person. */
export const postureAnswerSchema = v.strictObject({
  ended: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  rules: v.array(decidingRuleSchema),
});

export const deviceApi = {
  keyStorage: entry("POST", "/api/devices/key-storage", keyStorageBodySchema, null),
  posture: entry("POST", "/api/devices/posture", postureBodySchema, postureAnswerSchema),
};
