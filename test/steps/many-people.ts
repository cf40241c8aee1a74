// A server that knows many people, and the page of its first owner.
import { dirname } from "node:path";
import { authenticatorsApi } from "@nearside/shared/api/console/authenticators.ts";
import { logApi } from "@nearside/shared/api/console/log.ts";
import { loginsApi } from "@nearside/shared/api/console/logins.ts";
import { machinesApi } from "@nearside/shared/api/console/machines.ts";
import { FIGURE_DAYS, overviewApi } from "@nearside/shared/api/console/overview.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { searchApi } from "@nearside/shared/api/console/search.ts";
import { ticketsApi } from "@nearside/shared/api/console/tickets.ts";
import { openConsole } from "../kit/console.ts";
import type { AtEnd } from "../support/at-end.ts";
import { FIRST_OF_MANY, fillWithPeople } from "../support/many-people.ts";
import { startServer } from "../support/nearside-server.ts";
import { openEnrolledStage } from "./enrolling.ts";
import { machineOf } from "./stage.ts";

/** One machine logs in, and one page asks, far more often than people do. */
const UNLIMITED = {
  NEARSIDE_LIMIT_PER_ADDRESS: "1000000",
  NEARSIDE_LIMIT_LOGINS_PER_MACHINE: "1000000",
  NEARSIDE_LIMIT_RECORDS_PER_USER: "1000000",
};

/** @param settings of the server, by variable; with DATABASE_URL the rows lie in that PostgreSQL */
export async function openCrowdedStage(atEnd: AtEnd, people: number, settings: Readonly<Record<string, string>> = {}) {
  const stage = await openEnrolledStage(atEnd, settings);
  await stage.server.stop();
  fillWithPeople({ dataFolder: stage.dataFolder, database: settings["DATABASE_URL"] }, people);
  const port = Number(new URL(stage.issuer).port);
  const folder = dirname(stage.dataFolder);
  const server = await startServer({
    issuer: stage.issuer,
    host: "127.0.0.1",
    port,
    folder,
    settings: { ...UNLIMITED, ...settings },
  });
  atEnd(server.stop);
  const crowded = { ...stage, server };
  return { stage: crowded, page: await openConsole(crowded, machineOf(crowded)) };
}

const DAY_MS = 86_400_000;

type Queries = readonly Readonly<Record<string, string>>[];

const list = ({ path }: { readonly path: string }, queries: Queries): readonly string[] =>
  queries.map((query) => `${path}?${new URLSearchParams(query)}`);

/** The reads of the console whose work could grow with the people, as addresses. */
export const growingReads = (now: number): readonly string[] => [...growingLists(now), ...growingAnswers(now)];

/** Those that show a number of things at once, and no page of a list. */
export function growingAnswers(now: number): readonly string[] {
  const midnights = (days: number) => Array.from({ length: days + 1 }, (_, day) => now - (days - day) * DAY_MS);
  return [
    overviewApi.state.path,
    ...list(
      overviewApi.figures,
      FIGURE_DAYS.map((days) => ({ midnights: midnights(days).join(",") })),
    ),
    ...list(searchApi.find, [
      ...[{ q: "alice" }, { q: "laptop-alice" }, { q: "zoe.quinn" }, { q: "li" }, { q: "qqqq" }],
      { q: FIRST_OF_MANY.login },
    ]),
  ];
}

/** Those that answer a list's first page. */
export function growingLists(now: number): readonly string[] {
  const from = String(now - 30 * DAY_MS);
  const to = String(now - 29 * DAY_MS);
  return [
    ...list(peopleApi.list, [
      ...[{}, { sort: "email", order: "desc" }, { sort: "last_login_at", order: "desc" }, { role: "auditor" }],
      ...[{ state: "suspended" }, { enrolled: "never" }, { q: "alice" }, { q: "zoe", sort: "last_login_at" }],
      ...[{ q: "alice.liddell" }, { q: "qqqq" }, { q: "z" }, { q: "li" }, { q: "example.com" }],
    ]),
    ...list(machinesApi.list, [
      ...[{}, { sort: "owner" }, { sort: "hostname" }, { state: "quarantined" }, { key_storage: "tpm" }],
      ...[{ said: "none" }, { said: "disk_encryption:off" }, { said: "updates:pending", sort: "owner" }],
      ...[
        { said: "updates:pending", key_storage: "tpm" },
        { said: "disk_encryption:on", state: "quarantined" },
      ],
      ...[{ q: "alice" }, { q: "laptop-alice" }, { q: "qqqq" }, { q: "la", sort: "owner" }],
    ]),
    ...list(logApi.list, [
      ...[{}, { order: "asc" }, { topic: "alarm" }, { topic: "refusal" }, { topic: "login" }, { topic: "console" }],
      ...[{ from, to }, { topic: "login", from, to }, { q: "alice" }, { q: "10.0.1.2" }, { q: "laptop-alice" }],
    ]),
    ...list(loginsApi.list, [
      ...[{}, { order: "asc" }, { outcome: "refused" }, { outcome: "waiting" }, { reason: "rule_denied" }],
      ...[{ outcome: "issued" }, { outcome: "denied" }, { outcome: "expired" }, { outcome: "cancelled" }],
      ...[{ client: "nearside" }, { client: "seldom" }, { from, to }, { outcome: "denied", from, to }],
      ...[{ client: "seldom", outcome: "refused" }, { reason: "device_quarantined" }],
      ...[{ person: FIRST_OF_MANY.person }, { machine: FIRST_OF_MANY.machine }],
      ...[{ q: "alice" }, { q: "laptop-alice" }, { q: "zoe.quinn" }],
    ]),
    ...list(ticketsApi.list, [{}, { state: "open" }, { q: "alice" }]),
    ...list(authenticatorsApi.list, [{}]),
  ];
}
