import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** An administrator enrolled a host's key (protocol §10.7); the subject is base64url(SHA-256(key)). */
export const hostKeyAdded = defineEvent(
  "host_key_added",
  1,
  "signed",
  v.strictObject({ name: v.string(), type: v.string(), by: bySchema }),
);

/** The key got another name; the subject is the key, as above. */
export const hostKeyRenamed = defineEvent(
  "host_key_renamed",
  1,
  "signed",
  v.strictObject({ name: v.string(), from: v.string(), by: bySchema }),
);

/** The key was removed: no login comes from its host any more where the operator asks for enrolled ones. */
export const hostKeyRemoved = defineEvent(
  "host_key_removed",
  1,
  "signed",
  v.strictObject({ name: v.string(), by: bySchema }),
);
