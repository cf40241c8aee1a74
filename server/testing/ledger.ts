import assert from "node:assert/strict";
import type { Answer, ExpectedRefusal } from "../../test/kit/answer.ts";
import type { Db } from "../platform/store/database.ts";
import { adapterOf } from "../platform/store/fixed-query.ts";
import type { TestServer } from "./test-server.ts";

/** A refused message must leave all of these as they were. The log of events and the marks against replay are not among them. */
const TABLES = [
  "users",
  "bound_sets",
  "devices",
  "extensions",
  "postures",
  "host_keys",
  "place_ends",
  "passkeys",
  "passkey_additions",
  "tickets",
  "ticket_uses",
  "enrolments",
  "logins",
  "archives",
  "archived_events",
  "login_troubles",
  "second_askings",
  "co_decisions",
  "let_ins",
  "redirects",
  "token_families",
  "refresh_tokens",
  "access_tokens",
  "leases",
  "lease_tokens",
  "lease_calls",
  "signing_keys",
  "server_secrets",
  "clients",
  "client_allowances",
  "client_tickets",
  "console_sessions",
  "offboardings",
  "people_index",
  "searched_people",
  "searched_machines",
  "groups",
  "group_members",
  "recoveries",
  "break_glass_codes",
  "break_glass_uses",
  "rule_versions",
  "rule_proposals",
  "rule_decisions",
  "rule_reports",
] as const;

/** Reads every row of every table that counts. */
export async function allRows({ services: { db } }: TestServer): Promise<Readonly<Record<string, unknown>>> {
  const read = (on: Db) => Promise.all(TABLES.map((table) => on.selectFrom(table).selectAll().execute()));
  // within a transaction PostgreSQL gets all these queries at once, and answers once
  const found = adapterOf(db).hasRowLocks ? await db.transaction().execute(read) : await read(db);
  return Object.fromEntries(TABLES.map((table, at) => [table, inOneOrder((found[at] ?? []).map(counted))]));
}

/** A command line that still polls changes nothing (`server/protocol/login/command-line-waits.ts`). */
const counted = ({ waited_until: _polled, ...row }: { readonly waited_until?: unknown }): object => row;

/** PostgreSQL gives rows in the order of their last change. */
const inOneOrder = (rows: readonly object[]): readonly object[] =>
  rows
    .map((row) => ({ row, text: Object.values(row).map(textOf).join("\n") }))
    .sort((one, other) => (one.text < other.text ? -1 : 1))
    .map(({ row }) => row);

/** JSON of bytes would take most of the time of a comparison. */
const textOf = (value: unknown): string =>
  value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("latin1")
    : String(value);

interface EventRow {
  readonly kind: string;
  readonly subject: string | null;
  readonly data: unknown;
}

export async function eventsSince({ services }: TestServer, seq: number): Promise<readonly EventRow[]> {
  const rows = await services.db.selectFrom("events").selectAll().where("seq", ">", seq).orderBy("seq").execute();
  return rows.map(({ kind, subject, data }) => ({ kind, subject, data: JSON.parse(data) }));
}

/** Reads the events of that login, enrolment, device, user or token family. */
export async function eventsOf({ services }: TestServer, about: string): Promise<readonly EventRow[]> {
  const rows = await services.db.selectFrom("events").selectAll().where("subject", "=", about).orderBy("seq").execute();
  return rows.map(({ kind, subject, data }) => ({ kind, subject, data: JSON.parse(data) }));
}

export async function lastEventSeq({ services }: TestServer): Promise<number> {
  const row = await services.db.selectFrom("events").select("seq").orderBy("seq", "desc").limit(1).executeTakeFirst();
  return row?.seq ?? 0;
}

/** A refusal that the structured log tells too, unless an orderly conversation continues. */
export interface LoggedRefusal extends ExpectedRefusal {
  readonly logged?: boolean;
}

/**
 * Expects that the message is refused for its own reason: the answer has that code, nothing changes, and the log of events names
 * the code. Where there is no subject to name, the structured log names it.
 */
export async function expectRefusal(
  server: TestServer,
  send: () => Promise<Answer>,
  { outcome, event, logged = true }: LoggedRefusal,
): Promise<void> {
  const before = await allRows(server);
  const seq = await lastEventSeq(server);
  const lines = server.logged.length;
  const answer = await send();
  assert.equal(answer.outcome, outcome);
  assert.deepEqual(await allRows(server), before);
  const events = await eventsSince(server, seq);
  assert.equal(events.length, event === null ? 0 : 1, JSON.stringify(events));
  assert.partialDeepStrictEqual(events, event === null ? [] : [event]);
  const [, code] = /^\d+ (\w+)/.exec(outcome) ?? [];
  const printed = server.logged.slice(lines).join("");
  if (logged) assert.match(printed, new RegExp(`"code":"${code}"`));
  else assert.equal(printed, "");
}
