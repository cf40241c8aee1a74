import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A refresh was refused; the subject is the token family. `revoked`: the whole family was ended by it (RFC 9700 §4.14.2). */
export const refreshRefused = defineEvent(
  "refresh_refused",
  1,
  v.strictObject({ code: v.string(), revoked: v.boolean() }),
);
