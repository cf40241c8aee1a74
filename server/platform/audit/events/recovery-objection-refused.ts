import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** Somebody wanted to stop a way back in the name of its person, and was refused; the subject is the way back. `code` is a refusal code. */
export const recoveryObjectionRefused = defineEvent(
  "recovery_objection_refused",
  1,
  v.strictObject({ code: v.string() }),
);
