import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** An exchange of a token of ours was refused; the subject is its token family. `client_id`: who asked. */
export const exchangeRefused = defineEvent(
  "exchange_refused",
  1,
  v.strictObject({ code: v.string(), client_id: v.string(), subject_token_jti: v.string() }),
);
