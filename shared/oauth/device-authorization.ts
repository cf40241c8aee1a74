import * as v from "valibot";
import { jwsSchema } from "../signing/jws.ts";
import { MAX_FACTS_LENGTH } from "../statements/facts.ts";

/** Device authorization response (RFC 8628 §3.2) with the two members of protocol §4.1. */
export const deviceAuthorizationAnswerSchema = v.looseObject({
  device_code: v.pipe(v.string(), v.maxLength(256)),
  user_code: v.pipe(v.string(), v.maxLength(32)),
  verification_uri: v.pipe(v.string(), v.maxLength(1024)),
  verification_uri_complete: v.pipe(v.string(), v.maxLength(1024)),
  expires_in: v.pipe(v.number(), v.integer(), v.minValue(1)),
  interval: v.pipe(v.number(), v.integer(), v.minValue(0)),
  request: jwsSchema,
  facts: v.pipe(v.string(), v.maxLength(MAX_FACTS_LENGTH)),
  /** The facts of the machine's posture that rules look at (protocol §4.8); left out if rules look at nothing, or nothing was told. */
  posture_ruled: v.exactOptional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(64))),
});
export type DeviceAuthorizationAnswer = v.InferOutput<typeof deviceAuthorizationAnswerSchema>;

/** grant_type of RFC 8628 §3.4. */
export const DEVICE_CODE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
