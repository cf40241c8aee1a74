import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A suspended person may sign in again; the subject is the user's id. What was ended stays ended. */
export const userRestored = defineEvent("user_restored", 1, v.strictObject({ by: bySchema }));
