import * as v from "valibot";
import { keyStorageSchema } from "../../proof/key-storage.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { authenticatorShownSchema } from "./authenticator-shown.ts";
import { change, read } from "./entry.ts";
import { machineStateSchema } from "./machines.ts";
import { ownEndedSchema } from "./own-account.ts";
import { renameMachineChangeSchema } from "./own-passkeys.ts";

// GET /api/console/account/machines · …/machines/:id · …/enrolments · POST …/machines/:id/revoke · …/machines/:id/lost · …/browsers/:id/revoke

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const keyState = v.picklist(["pending", "active", "revoked"]);

/** Times in epoch milliseconds. Hostname, system and browser are the machine's own claims. */
const machineEntries = {
  /** The id of the bound set. */
  id: v.string(),
  device: v.string(),
  /** The person's name for it; null if they gave it no name. */
  label: v.nullable(v.string()),
  state: machineStateSchema,
  hostname: v.string(),
  os: v.string(),
  key_storage: keyStorageSchema,
  enrolled_at: v.number(),
  last_seen_at: v.number(),
  /** True for the machine of this request. */
  is_here: v.boolean(),
  /**
   * True where the person could approve nothing any more without it, nor do anything here: every other machine waits,
   * is quarantined, or has ended.
   */
  is_last: v.boolean(),
  browsers: count,
  passkeys: count,
  open_logins: count,
  credentials: count,
};
const ownMachineSchema = v.strictObject(machineEntries);
export type OwnMachine = v.InferOutput<typeof ownMachineSchema>;
/** The machines that were seen last come first. `more`: there are others, which ended long ago. */
export const ownMachinesSchema = v.strictObject({ machines: v.array(ownMachineSchema), more: v.boolean() });
export type OwnMachines = v.InferOutput<typeof ownMachinesSchema>;

/** An enrolment in the person's name, no matter how it ended. */
export const ownEnrolmentSchema = v.strictObject({
  /** `en_…` */
  id: v.string(),
  kind: v.picklist(["machine", "browser"]),
  state: v.picklist(["waiting", "met", "passkey", "pending", "active", "refused", "expired"]),
  hostname: v.string(),
  os: v.string(),
  created_at: v.number(),
  /** The id of the bound set; null where none was made. */
  machine: v.nullable(v.string()),
});
export type OwnEnrolment = v.InferOutput<typeof ownEnrolmentSchema>;
export const ownEnrolmentsSchema = v.strictObject({ enrolments: v.array(ownEnrolmentSchema) });

export const ownMachineDetailSchema = v.strictObject({
  machine: ownMachineSchema,
  browsers: v.array(
    v.strictObject({
      /** Thumbprint of its key. */
      id: v.string(),
      browser: v.string(),
      state: keyState,
      created_at: v.number(),
      is_here: v.boolean(),
      /** True for the only active browser on its machine. */
      is_last: v.boolean(),
    }),
  ),
  passkeys: v.array(
    v.strictObject({
      id: v.string(),
      /** The person's name for it. */
      label: v.nullable(v.string()),
      authenticator: authenticatorShownSchema,
      synced: v.boolean(),
      state: keyState,
      created_at: v.number(),
      is_here: v.boolean(),
    }),
  ),
  enrolments: v.array(ownEnrolmentSchema),
});
export type OwnMachineDetail = v.InferOutput<typeof ownMachineDetailSchema>;

/** POST …/revoke, …/lost: `is_last` says that the person knows it to be the last way in. */
const endOwnSchema = v.strictObject({ is_last: v.boolean() });

const AT = "/api/console/account";

export const ownMachinesApi = {
  list: read(`${AT}/machines`, "account", emptyBodySchema, ownMachinesSchema),
  view: read(`${AT}/machines/:id`, "account", emptyBodySchema, ownMachineDetailSchema),
  enrolments: read(`${AT}/enrolments`, "account", emptyBodySchema, ownEnrolmentsSchema),
  rename: change(`${AT}/machines/rename`, "account", renameMachineChangeSchema, emptyBodySchema),
  revoke: change(`${AT}/machines/:id/revoke`, "account", endOwnSchema, ownEndedSchema, { errors: ["conflict"] }),
  lost: change(`${AT}/machines/:id/lost`, "account", endOwnSchema, ownEndedSchema, { errors: ["conflict"] }),
  revokeBrowser: change(`${AT}/browsers/:id/revoke`, "account", endOwnSchema, ownEndedSchema, { errors: ["conflict"] }),
};
