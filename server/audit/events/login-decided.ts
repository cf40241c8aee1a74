import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** The server signed a decision that a person may approve; the subject is the request id (protocol §4.5). */
export const loginDecided = defineEvent(
  "login_decided",
  1,
  v.strictObject({
    decision_jti: v.string(),
    attestation_hash: v.string(),
    rules: v.strictObject({ outcome: v.string(), version: v.string() }),
    lifetime: v.strictObject({ access_token: v.number(), refresh_token: v.number() }),
  }),
);
