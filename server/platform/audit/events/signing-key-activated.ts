import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A server key signs from now on, and no other does (protocol §2). The subject is its kid. */
export const signingKeyActivated = defineEvent(
  "signing_key_activated",
  1,
  v.strictObject({ reason: v.picklist(["rotation", "compromise"]) }),
);
