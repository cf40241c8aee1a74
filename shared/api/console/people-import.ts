import * as v from "valibot";
import { sha256TextSchema } from "../../ids.ts";
import { roleSchema } from "../../roles.ts";
import { fieldTexts } from "../../texts/fields.ts";
import { ask, change } from "./entry.ts";

// People from a CSV file. The file is shown first, then imported exactly as it was shown.

export const IMPORT_COLUMNS = ["name", "display_name", "email", "role", "groups"] as const;
/** A file with which a person may begin: it works on a server that has nobody but its first owner. */
export const IMPORT_EXAMPLE = [
  "name,display_name,email,role,groups",
  "alice,Alice Liddell,alice@example.com,user,Night shift; Developers",
] as const;
/** The most groups that one file may make. */
export const MOST_GROUPS_MADE = 200;
export const MOST_IMPORTED = 10_000;
/** UTF-16 units of the file. */
const MAX_IMPORT = 1_000_000;
/** Bytes of the request: in JSON a file is longer. */
export const MAX_IMPORT_BODY = 4_000_000;

/** POST /api/console/people/import/preview. */
export const importPreviewSchema = v.strictObject({
  csv: v.pipe(
    v.string(fieldTexts.text),
    v.minLength(1, fieldTexts.empty),
    v.maxLength(MAX_IMPORT, fieldTexts.peopleFile),
  ),
});

/** The mistake in one cell. */
const importProblemSchema = v.strictObject({
  field: v.picklist(IMPORT_COLUMNS),
  /** The column's name in the file's first line. */
  column: v.string(),
  /** The text of the cell, hostile until made visible. */
  value: v.string(),
  problem: v.string(),
});
export type ImportProblem = v.InferOutput<typeof importProblemSchema>;

/** The result of one line of the file. */
const importLineSchema = v.strictObject({
  /** The number of the line as a spreadsheet counts it; the header is 1. */
  line: v.number(),
  action: v.picklist(["create", "change", "same", "refused"]),
  name: v.string(),
  display_name: v.string(),
  email: v.nullable(v.string()),
  role: v.nullable(roleSchema),
  /** Names of the groups that the person would join. */
  groups: v.array(v.string()),
  /** The changes to a person who exists already. */
  changes: v.array(v.strictObject({ field: v.string(), from: v.nullable(v.string()), to: v.nullable(v.string()) })),
  problems: v.array(importProblemSchema),
});
export type ImportLine = v.InferOutput<typeof importLineSchema>;

const count = v.number();
export const importPreviewAnswerSchema = v.strictObject({
  /** The digest of the whole preview and of the present state, which the confirmation sends back. */
  digest: sha256TextSchema,
  counts: v.strictObject({ create: count, change: count, same: count, refused: count }),
  lines: v.array(importLineSchema),
  /** Names of the groups that it would make. */
  groups: v.array(v.string()),
});
export type ImportPreview = v.InferOutput<typeof importPreviewAnswerSchema>;

/** POST /api/console/people/import: exactly the import that was shown. */
const importChangeSchema = v.strictObject({ digest: sha256TextSchema });
export const importAnswerSchema = v.strictObject({ created: count, changed: count, same: count, groups: count });

const AT = "/api/console/people/import";

export const peopleImportApi = {
  preview: ask(`${AT}/preview`, "people.manage", importPreviewSchema, importPreviewAnswerSchema, {
    maxBytes: MAX_IMPORT_BODY,
    errors: ["conflict"],
  }),
  import: change(AT, "people.manage", importChangeSchema, importAnswerSchema, { errors: ["conflict"] }),
};
