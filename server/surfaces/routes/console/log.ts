import type { LogQuery, LogRow } from "@nearside/shared/api/console/log.ts";
import { eachLogRow, findChange, findLogRow, searchLog } from "../../../administration/audit/search-log.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { Cell } from "../../../platform/lists/csv.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { ConsoleCall } from "../../console/console-route.ts";
import { cellsOf, csvAnswer, momentCell } from "../../console/csv-answer.ts";

/** GET /api/console/log. */
export const consoleLog =
  ({ db }: WithDb) =>
  async ({ c }: ConsoleCall, query: LogQuery) =>
    c.json(await searchLog(db, query));

const HEADER = [
  "seq",
  "at",
  "kind",
  "topic",
  "person",
  "machine",
  "by",
  "by_machine",
  "change",
  "address",
  "subject",
  "data",
  "started_by",
  "started_on",
  "started_from",
  "command",
  "browser",
];

/** GET /api/console/log/export: the same view as a file. */
export const consoleLogExport =
  ({ db }: WithDb) =>
  (_call: ConsoleCall, query: LogQuery) =>
    csvAnswer("security-log", HEADER, cellsOf(eachLogRow(db, query), cells));

const cells = ({
  seq,
  at,
  kind,
  topic,
  person,
  machine,
  actor,
  address,
  subject,
  data,
  ...row
}: LogRow): readonly Cell[] => [
  seq,
  momentCell(at),
  kind,
  topic,
  person?.name ?? null,
  machine?.hostname ?? null,
  actor?.name ?? null,
  actor?.device ?? null,
  actor?.change ?? null,
  address,
  subject,
  JSON.stringify(data),
  row.started?.person.name ?? null,
  row.started?.machine.hostname ?? null,
  row.started?.address ?? null,
  row.started?.command ?? null,
  row.browser,
];

/** GET /api/console/events/:id: one entry, by its number. */
export const consoleEvent =
  ({ db }: WithDb) =>
  async ({ c, id }: ConsoleCall) => {
    const row = /^[1-9]\d{0,14}$/.test(id) ? await findLogRow(db, Number(id)) : undefined;
    if (row === undefined) throw new ConsoleError("unknown");
    return c.json(row);
  };

/** GET /api/console/changes/:id: what a passkey signed. */
export const consoleChange =
  ({ db }: WithDb) =>
  async ({ c, id }: ConsoleCall) => {
    const change = await findChange(db, id);
    if (change === undefined) throw new ConsoleError("unknown");
    return c.json(change);
  };
