import { troubleBodySchema } from "./browser-trouble.ts";
import { entry } from "./entry.ts";
import {
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

// A file of its own: what imports the schemas of the answers alone, as the approval page does, loads no others.

const AT = "/api/requests/:id";

/** Everything that is said about one login. `:id` is a request id. */
export const requestApi = {
  nonce: entry("POST", `${AT}/nonce`, emptyBodySchema, nonceAnswerSchema),
  locality: entry("POST", `${AT}/locality`, meetingSchema, localityAnswerSchema),
  decision: entry("POST", `${AT}/decision`, decisionBodySchema, decisionAnswerSchema),
  approve: entry("POST", `${AT}/approve`, approveBodySchema, approveAnswerSchema),
  deny: entry("POST", `${AT}/deny`, denyBodySchema, denyAnswerSchema),
  report: entry("POST", `${AT}/report`, reportBodySchema, null),
  peer: entry("POST", `${AT}/peer`, peerBodySchema, null),
  withdrawal: entry("POST", `${AT}/withdrawal`, withdrawalBodySchema, null),
  trouble: entry("POST", `${AT}/trouble`, troubleBodySchema, emptyBodySchema),
  state: entry("POST", `${AT}/state`, standingBodySchema, standingAnswerSchema),
};
