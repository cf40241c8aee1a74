import {
  enrolmentLocalityAnswerSchema,
  enrolmentMeetingSchema,
  enrolmentNonceAnswerSchema,
  enrolmentPasskeySchema,
  enrolmentProofSchema,
  enrolmentRefusalSchema,
  enrolmentStateAnswerSchema,
  enrolmentStateBodySchema,
  enrolmentViewQuerySchema,
  enrolmentViewSchema,
  startEnrolmentAnswerSchema,
  startEnrolmentSchema,
} from "./enrolments.ts";
import { entry } from "./entry.ts";
import { emptyBodySchema } from "./login-requests.ts";

// The entries of an enrolment, from its ticket to its receipt, imported as a whole (`import * as enrolApi`); `:id` is an
// enrolment id. A bundle carries only the entries that it asks.

const AT = "/api/enrolments";

export const start = entry("POST", AT, startEnrolmentSchema, startEnrolmentAnswerSchema);
export const view = entry("GET", `${AT}/:id`, enrolmentViewQuerySchema, enrolmentViewSchema);
export const nonce = entry("POST", `${AT}/:id/nonce`, emptyBodySchema, enrolmentNonceAnswerSchema);
export const locality = entry("POST", `${AT}/:id/locality`, enrolmentMeetingSchema, enrolmentLocalityAnswerSchema);
export const passkey = entry("POST", `${AT}/:id/passkey`, enrolmentPasskeySchema, enrolmentStateAnswerSchema);
export const state = entry("POST", `${AT}/:id/state`, enrolmentStateBodySchema, enrolmentStateAnswerSchema);
export const proof = entry("POST", `${AT}/:id/proof`, enrolmentProofSchema, enrolmentStateAnswerSchema);
export const refusal = entry("POST", `${AT}/:id/refusal`, enrolmentRefusalSchema, enrolmentStateAnswerSchema);
