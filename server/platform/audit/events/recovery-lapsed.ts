import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** Nobody agreed to a way back in time, or nobody had its ticket made; the subject is the way back. */
export const recoveryLapsed = defineEvent("recovery_lapsed", 1, v.strictObject({ user_id: v.string() }));
