import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * A break-glass code that there is, or was, opened nothing; the subject is its hash. Somebody has a paper that was locked away. A code
 * that never was stands in the log of the server only.
 */
export const breakGlassRefused = defineEvent(
  "break_glass_refused",
  1,
  v.strictObject({ reason: v.picklist(["used", "voided", "wrong_person"]), number: v.number() }),
);
