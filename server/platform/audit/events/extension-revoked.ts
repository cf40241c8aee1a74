import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A browser's key was revoked, for good; the subject is the extension key's thumbprint. */
export const extensionRevoked = defineEvent(
  "extension_revoked",
  1,
  v.strictObject({ bound_set_id: v.string(), note: v.nullable(v.string()), by: bySchema }),
);
