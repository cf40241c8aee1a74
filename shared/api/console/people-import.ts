import * as v from "valibot";
import { sha256TextSchema } from "../../ids.ts";
import { fieldProblemSchema } from "./console-error.ts";
import { roleSchema } from "./roles.ts";

// People from a CSV file: looked at first, then imported as it was shown.

export const IMPORT_COLUMNS = ["name", "display_name", "email", "role", "groups"] as const;
export const MOST_IMPORTED = 10_000;
/** UTF-16 units. */
export const MAX_IMPORT = 1_000_000;
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

/** What would come of one line of the file. */
export const importLineSchema = v.strictObject({
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
  problems: v.array(fieldProblemSchema),
});
export type ImportLine = v.InferOutput<typeof importLineSchema>;

const count = v.number();
export const importPreviewAnswerSchema = v.strictObject({
  /** Of all of it and of how things stand: what is confirmed. */
  digest: sha256TextSchema,
  counts: v.strictObject({ create: count, change: count, same: count, refused: count }),
  lines: v.array(importLineSchema),
});
export type ImportPreview = v.InferOutput<typeof importPreviewAnswerSchema>;

/** POST /api/console/people/import: what was shown, and nothing else. */
export const importChangeSchema = v.strictObject({ digest: sha256TextSchema });
export const importAnswerSchema = v.strictObject({ created: count, changed: count, same: count });
