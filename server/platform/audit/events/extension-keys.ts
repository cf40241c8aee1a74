import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A key was made that signs the extension's package from now on. The subject is the extension's id that follows from it. */
export const extensionKeyMade = defineEvent(
  "extension_key_made",
  1,
  "server",
  v.strictObject({
    /** The id of the key that it takes over from; null for the first. */
    predecessor: v.nullable(v.string()),
  }),
);

/** A key signs no package any more, and its private part is erased. The subject is the extension's id. */
export const extensionKeyEnded = defineEvent(
  "extension_key_ended",
  1,
  "server",
  v.strictObject({ reason: v.picklist(["replaced", "lost"]) }),
);
