import { troubleBodySchema } from "./browser-trouble.ts";
import { entry } from "./entry.ts";
import {
  answerBodySchema,
  approveAnswerSchema,
  approveBodySchema,
  decisionAnswerSchema,
  decisionBodySchema,
  denyAnswerSchema,
  denyBodySchema,
  emptyBodySchema,
  localityAnswerSchema,
  meetingSchema,
  nonceAnswerSchema,
  peerBodySchema,
  reportBodySchema,
  standingAnswerSchema,
  standingBodySchema,
  withdrawalBodySchema,
} from "./login-requests.ts";

// The entries of one login, imported as a whole (`import * as requestApi`); `:id` is a request id. A bundle carries only
// the entries that it asks: the extension asks one, and carries no schema of the others. The approval page, which needs the
// schemas of the answers alone, imports those.

const AT = "/api/requests/:id";

export const nonce = entry("POST", `${AT}/nonce`, emptyBodySchema, nonceAnswerSchema);
export const locality = entry("POST", `${AT}/locality`, meetingSchema, localityAnswerSchema);
export const decision = entry("POST", `${AT}/decision`, decisionBodySchema, decisionAnswerSchema);
export const approve = entry("POST", `${AT}/approve`, approveBodySchema, approveAnswerSchema);
export const deny = entry("POST", `${AT}/deny`, denyBodySchema, denyAnswerSchema);
export const report = entry("POST", `${AT}/report`, reportBodySchema, null);
export const peer = entry("POST", `${AT}/peer`, peerBodySchema, null);
export const withdrawal = entry("POST", `${AT}/withdrawal`, withdrawalBodySchema, null);
export const answer = entry("POST", `${AT}/answer`, answerBodySchema, null);
export const trouble = entry("POST", `${AT}/trouble`, troubleBodySchema, emptyBodySchema);
export const state = entry("POST", `${AT}/state`, standingBodySchema, standingAnswerSchema);
