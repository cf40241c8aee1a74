import * as v from "valibot";
import { sha256TextSchema } from "../../ids.ts";
import { roleSchema } from "../../roles.ts";
import { ask, change } from "./entry.ts";

// People from a CSV file: looked at first, then imported as it was shown.

export const IMPORT_COLUMNS = ["name", "display_name", "email", "role", "groups"] as const;
/** A file as a person may begin with: it works on a server that has nobody but its first owner. */
export const IMPORT_EXAMPLE = [
  "name,display_name,email,role,groups",
  "alice,Alice Liddell,alice@example.com,user,Night shift; Developers",
] as const;
/** Groups that one file may make. */
export const MOST_GROUPS_MADE = 200;
export const MOST_IMPORTED = 10_000;
/** UTF-16 units. */
const MAX_IMPORT = 1_000_000;
/** Bytes of the request: as JSON a file may be longer than it is. */
export const MAX_IMPORT_BODY = 4_000_000;

/** POST /api/console/people/import/preview. */
export const importPreviewSchema = v.strictObject({
  csv: v.pipe(
    v.string("must be text"),
    v.minLength(1, "must not be empty"),
    v.maxLength(MAX_IMPORT, "is too large: at most one megabyte, some 10,000 people"),
  ),
});

/** Says what is wrong with one cell. */
const importProblemSchema = v.strictObject({
  field: v.picklist(IMPORT_COLUMNS),
  /** Its name in the file's first line. */
  column: v.string(),
  /** The cell in the file, hostile until made visible. */
  value: v.string(),
  problem: v.string(),
});
export type ImportProblem = v.InferOutput<typeof importProblemSchema>;

/** What would come of one line of the file. */
const importLineSchema = v.strictObject({
  /** As a spreadsheet counts it; the header is 1. */
  line: v.number(),
  action: v.picklist(["create", "change", "same", "refused"]),
  name: v.string(),
  display_name: v.string(),
  email: v.nullable(v.string()),
  role: v.nullable(roleSchema),
  /** By name, those they would come into. */
  groups: v.array(v.string()),
  /** Of a person who is here already: what would change. */
  changes: v.array(v.strictObject({ field: v.string(), from: v.nullable(v.string()), to: v.nullable(v.string()) })),
  problems: v.array(importProblemSchema),
});
export type ImportLine = v.InferOutput<typeof importLineSchema>;

const count = v.number();
export const importPreviewAnswerSchema = v.strictObject({
  /** Of all of it and of how things stand: what is confirmed. */
  digest: sha256TextSchema,
  counts: v.strictObject({ create: count, change: count, same: count, refused: count }),
  lines: v.array(importLineSchema),
  /** Names of the groups that it would make. */
  groups: v.array(v.string()),
});
export type ImportPreview = v.InferOutput<typeof importPreviewAnswerSchema>;

/** POST /api/console/people/import: what was shown, and nothing else. */
export const importChangeSchema = v.strictObject({ digest: sha256TextSchema });
export const importAnswerSchema = v.strictObject({ created: count, changed: count, same: count, groups: count });

const AT = "/api/console/people/import";

export const peopleImportApi = {
  preview: ask(`${AT}/preview`, "people.manage", importPreviewSchema, importPreviewAnswerSchema, MAX_IMPORT_BODY),
  import: change(AT, "people.manage", importChangeSchema, importAnswerSchema),
};
