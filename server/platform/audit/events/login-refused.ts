import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * A login was ended because something that it hangs on was revoked (protocol §5), a key of the server among
 * them; the subject is the request id. `reason` is a
 * refusal code, `was` the state before.
 */
export const loginRefused = defineEvent(
  "login_refused",
  1,
  v.strictObject({ reason: v.string(), was: v.picklist(["pending", "met", "approved"]) }),
);
