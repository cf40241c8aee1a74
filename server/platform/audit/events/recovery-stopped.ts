import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** An administrator stopped a way back; the subject is the way back. `enrolments`: those that ended with it. */
export const recoveryStopped = defineEvent(
  "recovery_stopped",
  1,
  v.strictObject({ user_id: v.string(), note: v.nullable(v.string()), enrolments: v.array(v.string()) }),
);
