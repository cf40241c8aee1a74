import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A person ended sessions of their own in the console, from one of them; the subject is the user's id. */
export const consoleSessionsEnded = defineEvent(
  "console_sessions_ended",
  1,
  v.strictObject({
    sessions: v.number(),
    /** Whether the one from which it was asked is among them. */
    this_too: v.boolean(),
  }),
);
