import type { ConsoleCode } from "@nearside/shared/api/console/console-error.ts";
import { errorsOf } from "@nearside/shared/api/console/entry.ts";
import { signInApi } from "@nearside/shared/api/console/session.ts";
import { PERMISSIONS } from "@nearside/shared/roles.ts";
import * as v from "valibot";
import { CONSOLE_ERRORS } from "../../platform/http/console-error.ts";
import type { ConsoleRoute, EntryRoute } from "../console/console-rows.ts";
import { CHAIN_CODES, statusOf } from "./error-codes.ts";
import { type GoodAnswer, json, keyOf, type Operation, type Operations, type Refusal } from "./operation.ts";

// The contract of console and account says who may request what, and what the answer is (docs/reference/roles.md). This file makes that
// part of the document from the contract.

const idSchema = v.pipe(v.string(), v.minLength(1));

const CSV: GoodAnswer = { description: "A table, as CSV.", content: { "text/csv": null } };

function answerOf({ entry: { path, output } }: EntryRoute): GoodAnswer {
  if (output === null) return CSV;
  const headers = path === signInApi.signIn.path ? (["Set-Cookie"] as const) : [];
  return json("The result, or an empty object.", output, headers);
}

const isOfSession = (row: EntryRoute): row is ConsoleRoute => "permission" in row.entry;

/** Every refusal of the console that a sender without a session can meet. */
const OF_OPEN_ROWS: readonly ConsoleCode[] = [
  "foreign_request",
  "not_signed_in",
  "break_glass_invalid",
  "invalid_request",
  "unknown",
  "conflict",
];

type NamedRefusal = Refusal & { readonly name: string };

/**
 * Groups the codes of a row by their status. Many rows have the same group, which is written once, under a name made of its codes.
 * What is sent may be refused by a code of the chain, too.
 */
function refusalsOf(row: EntryRoute): Readonly<Record<number, NamedRefusal>> {
  const own = isOfSession(row) ? errorsOf(row.entry) : OF_OPEN_ROWS;
  const byStatus = Map.groupBy([...own].sort(), (code) =>
    code === "enrolment_unknown" || code === "request_unknown" ? statusOf(code) : CONSOLE_ERRORS[code].status,
  );
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => {
      const isOfBody = status === 400 && row.method === "POST";
      const name = ["console", ...codes, ...(isOfBody ? ["chain"] : [])].join(".");
      return [status, { name, codes: isOfBody ? [...codes, ...CHAIN_CODES] : codes }];
    }),
  );
}

/** Gives every group of codes that those rows have, each once. */
export const consoleRefusals = (rows: readonly EntryRoute[]): readonly NamedRefusal[] => {
  const all = rows.flatMap((row) => Object.values(refusalsOf(row)));
  return [...new Map(all.map((refusal) => [refusal.name, refusal])).values()].sort((one, other) =>
    one.name < other.name ? -1 : 1,
  );
};

function operationOf(row: EntryRoute): Operation {
  return {
    summary: summaryOf(row),
    specification: "Protocol §8, §9; docs/explanation/console.md",
    ...(row.path.includes(":id") ? { id: idSchema } : {}),
    ...(row.method === "GET" ? { query: row.entry.input } : {}),
    proofs: isOfSession(row) ? [["console_session", "dpop"]] : [[]],
    answers: { 200: answerOf(row) },
    refusals: refusalsOf(row),
  };
}

function summaryOf(row: EntryRoute): string {
  if (!isOfSession(row)) return "For people without a session.";
  const { permission, kind } = row.entry;
  const signed = kind === "change" ? " A passkey signs the change." : "";
  return `For people who may ${PERMISSIONS[permission]} (${permission}).${signed}`;
}

export const consoleOperations = (rows: readonly EntryRoute[]): Operations =>
  Object.fromEntries(rows.map((row) => [keyOf(row), operationOf(row)]));
