import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A person calls a machine or a passkey of their own something else; the subject is its device id, or credential id. */
export const labelChanged = defineEvent(
  "label_changed",
  1,
  v.strictObject({
    what: v.picklist(["machine", "passkey"]),
    from: v.nullable(v.string()),
    to: v.string(),
  }),
);
