import { signInApi } from "@nearside/shared/api/console/session.ts";
import { PERMISSIONS } from "@nearside/shared/roles.ts";
import * as v from "valibot";
import type { ConsoleRoute, EntryRoute } from "../console/console-rows.ts";
import { CHAIN_CODES } from "./error-codes.ts";
import { json, keyOf, type Operation, type Operations, type Said } from "./operation.ts";

// The contract of console and account says who may request what, and what the answer is (docs/roles.md). This file makes that
// part of the document from the contract.

const idSchema = v.pipe(v.string(), v.minLength(1));

const CSV: Said = { says: "A table, as CSV.", content: { "text/csv": null } };

function answerOf({ entry: { path, output } }: EntryRoute): Said {
  if (output === null) return CSV;
  const headers = path === signInApi.signIn.path ? (["Set-Cookie"] as const) : [];
  return json("It is done, or this is what was asked for.", output, headers);
}

const isOfSession = (row: EntryRoute): row is ConsoleRoute => "permission" in row.entry;

const NOT_SIGNED_IN = { name: "console_not_signed_in", codes: ["not_signed_in"] } as const;
const UNKNOWN = { name: "console_unknown", codes: ["unknown"] } as const;
const BAD_QUERY = { name: "console_bad_query", codes: ["invalid_request"] } as const;
const NOT_SHOWN = { name: "console_not_shown", codes: ["not_permitted", "foreign_request"] } as const;
const BAD_FORM = { name: "console_bad_form", codes: ["invalid_request", "touch_invalid", ...CHAIN_CODES] } as const;
const NOT_DONE = {
  name: "console_not_done",
  codes: ["not_permitted", "foreign_request", "own_enrolment", "break_glass_invalid"],
} as const;
const CONFLICT = { name: "console_conflict", codes: ["conflict", "last_owner", "last_passkey"] } as const;
export const CONSOLE_REFUSALS = [NOT_SIGNED_IN, UNKNOWN, BAD_QUERY, NOT_SHOWN, BAD_FORM, NOT_DONE, CONFLICT] as const;

const OF_READS = { 400: BAD_QUERY, 401: NOT_SIGNED_IN, 403: NOT_SHOWN, 404: UNKNOWN };
const OF_CHANGES = { 400: BAD_FORM, 401: NOT_SIGNED_IN, 403: NOT_DONE, 404: UNKNOWN, 409: CONFLICT };

function operationOf(row: EntryRoute): Operation {
  return {
    summary: summaryOf(row),
    specification: "Protocol §8, §9; docs/console.md",
    ...(row.path.includes(":id") ? { id: idSchema } : {}),
    ...(row.method === "GET" ? { query: row.entry.input } : {}),
    proofs: isOfSession(row) ? [["console_session", "dpop"]] : [[]],
    answers: { 200: answerOf(row) },
    refusals: row.method === "GET" ? OF_READS : OF_CHANGES,
  };
}

function summaryOf(row: EntryRoute): string {
  if (!isOfSession(row)) return "For who has no session yet, or can have none.";
  const { permission, kind } = row.entry;
  const signed = kind === "change" ? " A passkey signs the change." : "";
  return `For who may ${PERMISSIONS[permission]} (${permission}).${signed}`;
}

export const consoleOperations = (rows: readonly EntryRoute[]): Operations =>
  Object.fromEntries(rows.map((row) => [keyOf(row), operationOf(row)]));
