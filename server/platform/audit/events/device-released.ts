import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A machine that had been set aside goes on, and all that it had counts again; the subject is the device id. */
export const deviceReleased = defineEvent(
  "device_released",
  1,
  v.strictObject({ bound_set_id: v.string(), user_id: v.string(), note: v.nullable(v.string()), by: bySchema }),
);
