import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * A server key was taken out of the JWK Set (protocol §2): `outlived`, because nothing that it signed is about any more, or
 * `compromised`, because somebody else may have had it, and then nothing that it signed is taken any more. The subject is its kid.
 */
export const signingKeyRemoved = defineEvent(
  "signing_key_removed",
  1,
  v.strictObject({ reason: v.picklist(["outlived", "compromised"]) }),
);
