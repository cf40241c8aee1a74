import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * A token was given for another one (RFC 8693); the subject is the token family. `actor`: the client acts for the person;
 * else the program that has the token took a narrower one.
 */
export const tokenExchanged = defineEvent(
  "token_exchanged",
  1,
  v.strictObject({
    client_id: v.string(),
    actor: v.boolean(),
    subject_token_jti: v.string(),
    access_token_jti: v.string(),
    audience: v.array(v.string()),
    scope: v.string(),
  }),
);
