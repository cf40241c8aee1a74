import * as v from "valibot";
import { secondsSchema } from "../claims.ts";
import { decidingRuleSchema } from "../rules/asking.ts";
import { jwsSchema } from "../signing/jws.ts";
import { approvalsAnswerSchema } from "./console/approvals.ts";
import { entry } from "./entry.ts";
import { emptyBodySchema } from "./login-requests.ts";

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
/**
 * The number of logins that ended by it, and the rules that ended them: the machine may tell its person. It reports again in time for the
 * youngest age that a rule looks at, in seconds.
 */
export const postureAnswerSchema = v.strictObject({
  ended: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  rules: v.array(decidingRuleSchema),
  posture_ruled: v.array(v.pipe(v.string(), v.maxLength(64))),
  posture_age: v.nullable(secondsSchema),
});

/** The states of a machine with its person (protocol §4.7). `suspended` is the person. */
const STANDINGS = ["active", "pending", "quarantined", "revoked", "suspended"] as const;
export const standingSchema = v.picklist(STANDINGS);
export type Standing = v.InferOutput<typeof standingSchema>;

/**
 * POST /api/devices/standing, with a DPoP proof by the device key: how the machine is regarded now. The answer is held back while that is
 * what the machine knows already; null knows nothing.
 */
const standingBodySchema = v.strictObject({ known: v.nullable(standingSchema) });
/** A later server may say more. */
export const standingAnswerSchema = v.object({ standing: standingSchema });

/** POST /api/devices/place-end: the machine's session with a host, or a container on it, has ended (protocol §10.5). */
const placeEndBodySchema = v.strictObject({ place_end: jwsSchema });

export const deviceApi = {
  standing: entry("POST", "/api/devices/standing", standingBodySchema, standingAnswerSchema),
  keyStorage: entry("POST", "/api/devices/key-storage", keyStorageBodySchema, null),
  placeEnd: entry("POST", "/api/devices/place-end", placeEndBodySchema, null),
  posture: entry("POST", "/api/devices/posture", postureBodySchema, postureAnswerSchema),
  /** Logins of others that the machine's person is asked to approve as well (protocol §11), with a DPoP proof by the device key. */
  approvals: entry("POST", "/api/devices/approvals", emptyBodySchema, approvalsAnswerSchema),
};
