import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A person signed in to the console by a passkey of an enrolled machine; the subject is the user's id. */
export const consoleSignedIn = defineEvent(
  "console_signed_in",
  1,
  v.strictObject({ extension_jkt: v.string(), credential_id: v.string() }),
);
