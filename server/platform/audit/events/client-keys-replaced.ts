import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

const thumbprints = v.array(v.string());

/** An API's keys were replaced; the subject is its id. Thumbprints (RFC 7638) of those that count from now on, and before. */
export const clientKeysReplaced = defineEvent(
  "client_keys_replaced",
  1,
  v.strictObject({ keys: thumbprints, before: thumbprints, by: bySchema }),
);
