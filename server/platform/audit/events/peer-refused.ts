import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** The command line turned somebody away at its listener; the subject is the request id (protocol §4.2). */
export const peerRefused = defineEvent(
  "peer_refused",
  1,
  v.strictObject({ code: v.picklist(["peer_other_account", "peer_forwarded"]), jti: v.string() }),
);
