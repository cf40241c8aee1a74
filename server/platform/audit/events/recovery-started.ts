import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** An administrator began the way back of a person who lost the only machine (protocol §9); the subject is the way back. */
export const recoveryStarted = defineEvent(
  "recovery_started",
  1,
  v.strictObject({
    user_id: v.string(),
    reason: v.string(),
    lost: v.string(),
    /** Bound sets that were set aside. */
    machines: v.array(v.string()),
  }),
);
