import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A passkey was revoked, for good; the subject is its credential id. */
export const passkeyRevoked = defineEvent(
  "passkey_revoked",
  1,
  v.strictObject({ bound_set_id: v.string(), note: v.nullable(v.string()), by: bySchema }),
);
