import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** An enrolled browser did not get its person into the console; the subject is the user's id, `code` a refusal code. */
export const consoleSignInRefused = defineEvent(
  "console_sign_in_refused",
  1,
  v.strictObject({ code: v.string(), field: v.nullable(v.string()) }),
);
