import { PERMISSIONS } from "@nearside/shared/roles.ts";
import * as v from "valibot";
import type { Route } from "../../platform/http/route.ts";
import type { ConsoleRoute } from "../console/console-route.ts";
import { CONSOLE_ANSWERS } from "./console-answers.ts";
import { CHAIN_CODES } from "./error-codes.ts";
import { json, type Operation, type Operations, type Said } from "./operation.ts";

// Console and account: their own table says who may ask what (docs/roles.md), and this makes of each row what the document says of it.

const idSchema = v.pipe(v.string(), v.minLength(1));

const CSV: Said = { says: "A table, as CSV.", content: { "text/csv": null } };
const SIGN_IN = "POST /api/console/sign-in";

/** A row that the table forgot answers some JSON: the document is served all the same, and its test names the row. */
function answerOf(address: string): Said {
  const schema = CONSOLE_ANSWERS[address];
  if (schema === null) return CSV;
  const headers = address === SIGN_IN ? (["Set-Cookie"] as const) : [];
  return json("It is done, or this is what was asked for.", schema ?? v.unknown(), headers);
}

const isOfSession = (row: Route): row is ConsoleRoute => "permission" in row;

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

function operationOf(row: Route): Operation {
  const address = `${row.method} ${row.path}`;
  return {
    summary: summaryOf(row),
    specification: "Protocol §8, §9; docs/console.md",
    ...(row.path.includes(":id") ? { id: idSchema } : {}),
    ...(isOfSession(row) && row.query !== undefined ? { query: row.query } : {}),
    proofs: isOfSession(row) ? [["console_session", "dpop"]] : [[]],
    answers: { 200: answerOf(address) },
    refusals: row.method === "GET" ? OF_READS : OF_CHANGES,
  };
}

function summaryOf(row: Route): string {
  if (!isOfSession(row)) return "For who has no session yet, or can have none.";
  const { permission, needsTouch } = row;
  const signed = needsTouch ? " A passkey signs the change." : "";
  return `For who may ${PERMISSIONS[permission]} (${permission}).${signed}`;
}

export const consoleOperations = (rows: readonly Route[]): Operations =>
  Object.fromEntries(rows.map((row) => [`${row.method} ${row.path}`, operationOf(row)]));
