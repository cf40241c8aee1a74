import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A refresh token was rotated; the subject is the token family (protocol §4.6). `retry`: the answer had been lost. */
export const tokenRefreshed = defineEvent(
  "token_refreshed",
  1,
  v.strictObject({ access_token_jti: v.string(), retry: v.boolean() }),
);
