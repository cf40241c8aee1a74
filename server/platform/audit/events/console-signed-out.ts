import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A person ended their own session in the console; the subject is the user's id. */
export const consoleSignedOut = defineEvent("console_signed_out", 1, v.strictObject({}));
