import * as v from "valibot";
import { POSTURE_NAMES, SAID_OF_FACTS, UNKNOWN_REASONS } from "../../posture/posture.ts";
import { keyStorageSchema } from "../../proof/key-storage.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { type ChangeEntry, change, file, read } from "./entry.ts";
import { listAnswerSchema, listQuerySchema } from "./list.ts";
import { noteSchema } from "./offboarding.ts";
import { personStateSchema } from "./people.ts";

// GET /api/console/machines · GET /api/console/machines/:id · POST /api/console/machines/:id/<action>

/** The state of a machine as a whole: while it waits, and after it was revoked, it is the state of its bound set. */
export const machineStateSchema = v.picklist(["pending", "active", "quarantined", "revoked"]);
export type MachineState = v.InferOutput<typeof machineStateSchema>;

const MACHINE_COLUMNS = ["last_seen_at", "hostname", "owner", "enrolled_at"] as const;
/** The machines that were seen last come first. */
const machinesQuerySchema = listQuerySchema(MACHINE_COLUMNS, {
  order: v.optional(v.picklist(["asc", "desc"]), "desc"),
  state: v.optional(machineStateSchema),
  key_storage: v.optional(keyStorageSchema),
  /** One fact of the machine's protection (protocol §4.8), reported by the machine and not verified. */
  said: v.optional(v.picklist(SAID_OF_FACTS)),
  /** The id of the only person whose machines are listed. */
  user: v.optional(v.pipe(v.string(), v.maxLength(64))),
});
export type MachinesQuery = v.InferOutput<typeof machinesQuerySchema>;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** The version that the program or the extension claims; null where it claims none. */
const version = v.nullable(v.string());
const ownerSchema = v.strictObject({
  id: v.string(),
  name: v.string(),
  display_name: v.string(),
  state: personStateSchema,
});

/** Times in epoch milliseconds. Hostname, system, browser and versions are the machine's own claims. */
const rowEntries = {
  /** The id of the bound set. */
  id: v.string(),
  device: v.string(),
  state: machineStateSchema,
  owner: ownerSchema,
  hostname: v.string(),
  os: v.string(),
  key_storage: keyStorageSchema,
  enrolled_at: v.number(),
  last_seen_at: v.number(),
  cli_version: version,
  /** The version of each browser that named one. */
  extension_versions: v.array(v.string()),
  /** Logins that could still get a token. */
  open_logins: count,
  /** Credentials of logins that have not ended and may be renewed. */
  credentials: count,
};
const machineRowSchema = v.strictObject(rowEntries);
export type MachineRow = v.InferOutput<typeof machineRowSchema>;
export const machinesAnswerSchema = listAnswerSchema(machineRowSchema);

const keyState = v.picklist(["pending", "active", "revoked"]);
export const machineAnswerSchema = v.strictObject({
  ...rowEntries,
  now: v.number(),
  browsers: v.array(
    v.strictObject({ id: v.string(), browser: v.string(), state: keyState, version, created_at: v.number() }),
  ),
  passkeys: v.array(
    v.strictObject({
      id: v.string(),
      aaguid: v.string(),
      synced: v.boolean(),
      state: keyState,
      created_at: v.number(),
    }),
  ),
  /** The machine's protection and when it was reported; not verified. Null if the machine reported nothing (protocol §4.8). */
  posture: v.nullable(
    v.strictObject({
      said_at: v.number(),
      facts: v.array(
        v.strictObject({
          name: v.picklist(POSTURE_NAMES),
          value: v.string(),
          reason: v.nullable(v.picklist(UNKNOWN_REASONS)),
          source: v.string(),
          /** The time at which the machine looked. */
          looked_at: v.number(),
        }),
      ),
    }),
  ),
  /** Acts upon the machine as a whole, the latest first. */
  history: v.array(
    v.strictObject({
      at: v.number(),
      what: v.picklist(["device_quarantined", "device_released", "device_revoked", "device_lost"]),
      note: v.nullable(v.string()),
      /** The name of the person who did it in the console; null for the server's own shell. */
      by: v.nullable(v.string()),
    }),
  ),
});
export type MachineAnswer = v.InferOutput<typeof machineAnswerSchema>;

export const MACHINE_ACTIONS = ["quarantine", "release", "revoke", "lost", "re_enrol"] as const;
export type MachineAction = (typeof MACHINE_ACTIONS)[number];

const machineChangeSchema = v.strictObject({ note: noteSchema });

/** The result. `ticket` is shown once, for `re_enrol` alone. */
export const machineDoneSchema = v.strictObject({
  ended: v.strictObject({ logins: count, enrolments: count, credentials: count }),
  ticket: v.nullable(v.strictObject({ ticket: v.string(), expires_at: v.number(), user: v.string() })),
});
export type MachineDone = v.InferOutput<typeof machineDoneSchema>;

const AT = "/api/console/machines";

export const machinesApi = {
  list: read(AT, "machines.read", machinesQuerySchema, machinesAnswerSchema),
  exportList: file(`${AT}/export`, "machines.read", machinesQuerySchema),
  view: read(`${AT}/:id`, "machines.read", emptyBodySchema, machineAnswerSchema),
};

export const machineActionsApi = {
  quarantine: change(`${AT}/:id/quarantine`, "machines.manage", machineChangeSchema, machineDoneSchema, {
    errors: ["conflict"],
  }),
  release: change(`${AT}/:id/release`, "machines.manage", machineChangeSchema, machineDoneSchema, {
    errors: ["conflict"],
  }),
  revoke: change(`${AT}/:id/revoke`, "machines.manage", machineChangeSchema, machineDoneSchema, {
    errors: ["conflict"],
  }),
  lost: change(`${AT}/:id/lost`, "machines.manage", machineChangeSchema, machineDoneSchema, { errors: ["conflict"] }),
  re_enrol: change(`${AT}/:id/re-enrol`, "machines.manage", machineChangeSchema, machineDoneSchema, {
    errors: ["conflict"],
  }),
} satisfies Readonly<Record<MachineAction, ChangeEntry>>;
