import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A machine was quarantined: nothing from it is accepted until it is released. The subject is the device id. */
export const deviceQuarantined = defineEvent(
  "device_quarantined",
  1,
  "signed",
  v.strictObject({ bound_set_id: v.string(), user_id: v.string(), note: v.nullable(v.string()), by: bySchema }),
);

/** A quarantined machine was released, and everything that it had is accepted again. The subject is the device id. */
export const deviceReleased = defineEvent(
  "device_released",
  1,
  "signed",
  v.strictObject({ bound_set_id: v.string(), user_id: v.string(), note: v.nullable(v.string()), by: bySchema }),
);

/**
 * A machine was reported lost or stolen: everything that depended on it has ended, and its person is notified. The subject is the device
 * id. `device_revoked` is written beside it.
 */
export const deviceLost = defineEvent(
  "device_lost",
  1,
  "signed",
  v.strictObject({ bound_set_id: v.string(), user_id: v.string(), note: v.nullable(v.string()), by: bySchema }),
);

/** A machine was revoked with every key of its bound set, for good; the subject is the device id. */
export const deviceRevoked = defineEvent(
  "device_revoked",
  1,
  "signed",
  v.strictObject({
    bound_set_id: v.string(),
    user_id: v.string(),
    note: v.nullable(v.string()),
    by: bySchema,
  }),
);

/** A browser's key was revoked, for good; the subject is the extension key's thumbprint. */
export const extensionRevoked = defineEvent(
  "extension_revoked",
  1,
  "signed",
  v.strictObject({ bound_set_id: v.string(), note: v.nullable(v.string()), by: bySchema }),
);

/** A machine says that its device key has been moved (protocol §3.9); the subject is the device id. */
export const deviceKeyMoved = defineEvent(
  "device_key_moved",
  1,
  "once",
  v.strictObject({ from: v.literal("file"), to: v.literal("keyring") }),
);

const reportedValues = v.record(v.string(), v.string());
/**
 * A machine reports another protection of its own than before (protocol §4.8). Nobody verified the facts, neither those of before nor those of now.
 * The subject is the device id. `ended`: the token families that rules ended for it.
 */
export const postureTold = defineEvent(
  "posture_told",
  1,
  { limit: "postures_of_machine" },
  v.strictObject({
    by: v.picklist(["login", "refresh", "report"]),
    before: reportedValues,
    now: reportedValues,
    ended: v.array(v.string()),
  }),
);

/**
 * A machine says that its session with a host, or a container on it, has ended (protocol §10.5). The subject is the device id. `logins` and
 * `families` ended for it.
 */
export const placeEnded = defineEvent(
  "place_ended",
  1,
  { limit: "place_ends_of_machine" },
  v.strictObject({ place: v.string(), logins: v.array(v.string()), families: v.array(v.string()) }),
);

/**
 * A request that names a known device key was refused before there was a login or an enrolment to name. The subject is the device id
 * (protocol §3.2, §3.7, §3.9, §3.10, §4.1, §4.8), `code` a refusal code.
 */
export const deviceRefused = defineEvent(
  "device_refused",
  1,
  { alike: ["step", "code"] },
  v.strictObject({
    step: v.picklist([
      "login",
      "machine",
      "browser",
      "key_storage",
      "passkey_addition",
      "posture",
      "place_end",
      "redirect",
      "approvals",
    ]),
    code: v.string(),
    field: v.nullable(v.string()),
  }),
);

/** A person renamed a machine or a passkey of their own; the subject is its device id or credential id. */
export const labelChanged = defineEvent(
  "label_changed",
  1,
  "signed",
  v.strictObject({
    what: v.picklist(["machine", "passkey"]),
    from: v.nullable(v.string()),
    to: v.string(),
  }),
);
