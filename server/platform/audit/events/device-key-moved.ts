import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A machine says that its device key lies elsewhere now (protocol §3.9); the subject is the device id. */
export const deviceKeyMoved = defineEvent(
  "device_key_moved",
  1,
  v.strictObject({ from: v.literal("file"), to: v.literal("keyring") }),
);
