import * as v from "valibot";
import { emptyBodySchema } from "../login-requests.ts";
import { read } from "./entry.ts";
import { listAnswerSchema, listQuerySchema } from "./list.ts";
import { personStateSchema } from "./people.ts";

// GET /api/console/roll-out · GET /api/console/roll-out/versions · GET /api/console/roll-out/machines

const POLICY_SYSTEMS = ["linux", "windows", "macos"] as const;

/** A policy's text, ready to be copied to where its browser looks. */
const policySchema = v.strictObject({
  browser: v.string(),
  system: v.picklist(POLICY_SYSTEMS),
  /** The name of its file. */
  name: v.string(),
  /** The folder in which the browser looks; null where the file is opened, or handed to what manages machines. */
  folder: v.nullable(v.string()),
  type: v.string(),
  text: v.string(),
});
export type PolicyRow = v.InferOutput<typeof policySchema>;

const FIREFOX_STATES = [
  "handed_out",
  "not_named",
  "not_built",
  "unreadable",
  "not_a_package",
  "other_extension",
  "other_version",
  "unsigned",
] as const;

const rollOutSchema = v.strictObject({
  issuer: v.string(),
  /** The version of the extension that this server hands out; null where it was not built. */
  extension: v.nullable(v.string()),
  /** The state of the package that Mozilla signed: handed out here, or why it is not. */
  firefox: v.picklist(FIREFOX_STATES),
  /** The ids of the extension in Chromium, by the keys that sign it. The one that new machines get comes first. */
  ids: v.array(
    v.strictObject({
      id: v.string(),
      state: v.picklist(["active", "retired"]),
      created_at: v.number(),
      /** True where the key has signed a newer version before, so that this one is kept back. */
      kept_back: v.boolean(),
    }),
  ),
  policies: v.array(policySchema),
});
export type RollOutAnswer = v.InferOutput<typeof rollOutSchema>;

/** The states of a version beside this server's. `unknown`: the machine names none, or none that can be compared. */
const VERSION_STATES = ["behind", "current", "ahead", "unknown"] as const;
export type VersionState = (typeof VERSION_STATES)[number];

const versionCountSchema = v.strictObject({
  /** Null for machines that name none. */
  version: v.nullable(v.string()),
  is: v.picklist(VERSION_STATES),
  count: v.number(),
});
export type VersionCount = v.InferOutput<typeof versionCountSchema>;
const versionsSchema = v.strictObject({
  /** The versions that this server hands out. */
  command_line_here: v.string(),
  extension_here: v.nullable(v.string()),
  /** The most frequent come first; others are left out. */
  command_line: v.array(versionCountSchema),
  extension: v.array(versionCountSchema),
});
export type VersionsAnswer = v.InferOutput<typeof versionsSchema>;

const versionText = v.pipe(v.string(), v.regex(/^[0-9A-Za-z.+-]{1,32}$/));
/** Those that are behind come first. */
const machinesQuerySchema = listQuerySchema(["behind", "hostname", "last_seen_at"], {
  order: v.optional(v.picklist(["asc", "desc"]), "desc"),
  /** Those whose command line or extension is older than this server's, or those where nothing is. */
  is: v.optional(v.picklist(["behind", "not_behind"])),
  command_line: v.optional(versionText),
  extension: v.optional(versionText),
});
export type RollOutMachinesQuery = v.InferOutput<typeof machinesQuerySchema>;

const machineSchema = v.strictObject({
  /** The id of the bound set. */
  id: v.string(),
  hostname: v.string(),
  os: v.string(),
  owner: v.strictObject({ id: v.string(), name: v.string(), state: personStateSchema }),
  last_seen_at: v.number(),
  command_line: v.nullable(v.string()),
  command_line_is: v.picklist(VERSION_STATES),
  /** One of each browser that names one. */
  extensions: v.array(v.strictObject({ version: v.string(), is: v.picklist(VERSION_STATES) })),
});
export type RollOutMachine = v.InferOutput<typeof machineSchema>;

const AT = "/api/console/roll-out";

export const rollOutApi = {
  view: read(AT, "roll_out.read", emptyBodySchema, rollOutSchema),
  versions: read(`${AT}/versions`, "roll_out.read", emptyBodySchema, versionsSchema),
  machines: read(`${AT}/machines`, "roll_out.read", machinesQuerySchema, listAnswerSchema(machineSchema)),
};
