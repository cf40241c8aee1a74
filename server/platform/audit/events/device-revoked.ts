import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A machine was revoked with every key of its bound set, for good; the subject is the device id. */
export const deviceRevoked = defineEvent(
  "device_revoked",
  1,
  v.strictObject({
    bound_set_id: v.string(),
    user_id: v.string(),
    note: v.nullable(v.string()),
    by: bySchema,
  }),
);
