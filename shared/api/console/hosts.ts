import * as v from "valibot";
import { sha256TextSchema } from "../../ids.ts";
import { fieldTexts } from "../../texts/fields.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { ask, change, file, LISTING_CHANGE_BYTES, read } from "./entry.ts";
import { listAnswerSchema, listQuerySchema } from "./list.ts";
import { changedAnswerSchema } from "./people.ts";

// Keys of hosts that people reach by SSH, each with the name that administrators give it (protocol §10.7).

/** GET /api/console/hosts, and `…/export` of the same view. */
export const hostsQuerySchema = listQuerySchema(["name", "added_at"], {});
export type HostsQuery = v.InferOutput<typeof hostsQuerySchema>;

const hostRowSchema = v.strictObject({
  /** base64url(SHA-256(plain host key)). */
  id: sha256TextSchema,
  name: v.string(),
  /** `ssh-ed25519` and so on. */
  type: v.string(),
  /** Epoch milliseconds. */
  added_at: v.number(),
});
export type HostRow = v.InferOutput<typeof hostRowSchema>;

/** A host as `ssh` names it, in lower case, and with `:port` where it is not 22. */
const hostNameSchema = v.pipe(
  v.string(fieldTexts.text),
  v.regex(/^[a-z0-9](?:[a-z0-9._-]{0,251}[a-z0-9])?(?::[1-9][0-9]{0,4})?$/, fieldTexts.hostName),
);
/** The longest key is an RSA key of 16384 bits. */
const keySchema = v.pipe(
  v.string(fieldTexts.text),
  v.trim(),
  v.regex(/^[a-z0-9@.-]{1,64} [A-Za-z0-9+/]{1,4096}={0,2}(?: .{0,255})?$/, fieldTexts.hostKey),
);

/** POST /api/console/hosts. */
export const hostSchema = v.strictObject({ name: hostNameSchema, key: keySchema });
/** POST /api/console/hosts/:id/rename. */
export const renameHostSchema = v.strictObject({ name: hostNameSchema });

/** A change names each host whole, and the person signs it: a larger file is imported in parts. */
const MOST_AT_ONCE = 100;
const MAX_FILE = 1_000_000;
/** POST /api/console/hosts/import/preview: the text of a known_hosts file. */
export const previewHostsSchema = v.strictObject({
  file: v.pipe(v.string(fieldTexts.text), v.minLength(1, fieldTexts.empty), v.maxLength(MAX_FILE, fieldTexts.megabyte)),
});

const hostLineSchema = v.strictObject({
  /** The first line is 1. */
  line: v.number(),
  action: v.picklist(["add", "rename", "same", "refused"]),
  /** Hostile until made visible. */
  name: v.string(),
  /** The name that the key has now, for `rename`. */
  from: v.nullable(v.string()),
  /** Id and line of the key; null for a line that is refused. */
  id: v.nullable(sha256TextSchema),
  key: v.nullable(v.string()),
  problem: v.nullable(v.string()),
});
export type HostLine = v.InferOutput<typeof hostLineSchema>;
const previewHostsAnswerSchema = v.strictObject({
  lines: v.array(hostLineSchema),
  /** True if the file has more lines that would change something than one import takes: import the first, then look again. */
  more: v.boolean(),
});

/** POST /api/console/hosts/import: exactly the hosts that the person was shown. */
const importHostsSchema = v.strictObject({
  hosts: v.pipe(
    v.array(hostSchema),
    v.minLength(1),
    v.maxLength(MOST_AT_ONCE, fieldTexts.atOnce({ most: MOST_AT_ONCE })),
  ),
});
const importHostsAnswerSchema = v.strictObject({ added: v.number(), renamed: v.number() });

const AT = "/api/console/hosts";
const ROOM = { maxBytes: LISTING_CHANGE_BYTES };

export const hostsApi = {
  list: read(AT, "hosts.read", hostsQuerySchema, listAnswerSchema(hostRowSchema)),
  exportList: file(`${AT}/export`, "hosts.read", hostsQuerySchema),
  view: read(`${AT}/:id`, "hosts.read", emptyBodySchema, v.strictObject({ host: hostRowSchema })),
  add: change(AT, "hosts.manage", hostSchema, v.strictObject({ id: sha256TextSchema })),
  rename: change(`${AT}/:id/rename`, "hosts.manage", renameHostSchema, changedAnswerSchema),
  remove: change(`${AT}/:id/remove`, "hosts.manage", emptyBodySchema, changedAnswerSchema),
  preview: ask(`${AT}/import/preview`, "hosts.manage", previewHostsSchema, previewHostsAnswerSchema, {
    maxBytes: 4 * MAX_FILE,
  }),
  import: change(`${AT}/import`, "hosts.manage", importHostsSchema, importHostsAnswerSchema, ROOM),
};
