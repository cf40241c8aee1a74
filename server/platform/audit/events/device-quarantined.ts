import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A machine was set aside: nothing of it counts until that is lifted; the subject is the device id. */
export const deviceQuarantined = defineEvent(
  "device_quarantined",
  1,
  v.strictObject({ bound_set_id: v.string(), user_id: v.string(), note: v.nullable(v.string()), by: bySchema }),
);
