import { machineActionSchema, machineDoneSchema, machineStateSchema } from "@nearside/shared/api/console/machines.ts";
import { userNameSchema } from "@nearside/shared/api/console/names.ts";
import { noteSchema } from "@nearside/shared/api/console/offboarding.ts";
import * as v from "valibot";

// What `nearside-server revoke`, `restore` and `machines` say to the running server.

export const REVOKE_PATH = "/revocations";

/** The name of a user, the id of a bound set or device, the thumbprint of an extension key, a credential id: as typed. */
const idSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(1400), v.regex(/^[\x21-\x7e]+$/));

export const revokeSchema = v.strictObject({
  what: v.picklist(["user", "machine", "browser", "passkey"]),
  id: idSchema,
  /** What the administrator says of it, for the log of events. */
  note: noteSchema,
});
export type Revoke = v.InferOutput<typeof revokeSchema>;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const revokeAnswerSchema = v.variant("state", [
  v.strictObject({
    state: v.literal("revoked"),
    /** How many ended with it; `credentials` are token families. */
    ended: v.strictObject({ logins: count, enrolments: count, credentials: count }),
  }),
  v.strictObject({ state: v.picklist(["unknown", "already"]) }),
]);
export type RevokeAnswer = v.InferOutput<typeof revokeAnswerSchema>;

export const ACT_ON_MACHINE_PATH = "/machines/act";
export const actOnMachineSchema = v.strictObject({ action: machineActionSchema, id: idSchema, note: noteSchema });
export type ActOnMachine = v.InferOutput<typeof actOnMachineSchema>;
export const actOnMachineAnswerSchema = v.variant("state", [
  v.strictObject({ state: v.literal("done"), ...machineDoneSchema.entries }),
  v.strictObject({ state: v.picklist(["unknown", "already", "not_in_force"]) }),
]);
export type ActOnMachineAnswer = v.InferOutput<typeof actOnMachineAnswerSchema>;

export const RESTORE_USER_PATH = "/users/restore";
export const restoreUserSchema = v.strictObject({ user: userNameSchema });
export const restoreUserAnswerSchema = v.strictObject({ state: v.picklist(["restored", "unknown", "already"]) });

export const LIST_MACHINES_PATH = "/machines";
/** Null: of everybody. */
export const listMachinesSchema = v.strictObject({ user: v.nullable(userNameSchema) });

const stateSchema = v.picklist(["pending", "active", "revoked"]);
const machineSchema = v.strictObject({
  /** Of its bound set. */
  id: v.string(),
  device: v.string(),
  state: machineStateSchema,
  user: v.strictObject({
    name: v.string(),
    display_name: v.string(),
    state: v.picklist(["active", "suspended", "offboarded"]),
  }),
  /** The machine's own word. */
  hostname: v.string(),
  os: v.string(),
  key_storage: v.string(),
  /** Epoch milliseconds. */
  last_seen_at: v.number(),
  version: v.nullable(v.string()),
  open_logins: count,
  credentials: count,
  browsers: v.array(
    v.strictObject({ id: v.string(), browser: v.string(), version: v.nullable(v.string()), state: stateSchema }),
  ),
  passkeys: v.array(v.strictObject({ id: v.string(), aaguid: v.string(), synced: v.boolean(), state: stateSchema })),
});
export type MachineListed = v.InferOutput<typeof machineSchema>;

/** The last seen first. `now` is the server's clock, epoch milliseconds; `more`: there are others, seen before these. */
export const listMachinesAnswerSchema = v.strictObject({
  now: v.number(),
  machines: v.array(machineSchema),
  more: v.boolean(),
});
export type ListMachinesAnswer = v.InferOutput<typeof listMachinesAnswerSchema>;
