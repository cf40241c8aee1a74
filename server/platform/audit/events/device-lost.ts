import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/**
 * A machine is said to be lost or stolen: everything that hung on it has ended, and its person is told; the subject is the device
 * id. `device_revoked` stands beside it.
 */
export const deviceLost = defineEvent(
  "device_lost",
  1,
  v.strictObject({ bound_set_id: v.string(), user_id: v.string(), note: v.nullable(v.string()), by: bySchema }),
);
