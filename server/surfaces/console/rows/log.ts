import { archiveApi } from "@nearside/shared/api/console/archive.ts";
import { type LogRow, logApi } from "@nearside/shared/api/console/log.ts";
import { type LoginRow, loginsApi, WHY_NO_EVIDENCE } from "@nearside/shared/api/console/logins.ts";
import { searchApi } from "@nearside/shared/api/console/search.ts";
import { writeEvidence } from "@nearside/shared/evidence/evidence.ts";
import { requestIdSchema } from "@nearside/shared/ids.ts";
import { exportEvidence } from "../../../administration/audit/export-evidence.ts";
import { eachLogin, listLogins } from "../../../administration/audit/list-logins.ts";
import { searchConsole } from "../../../administration/audit/search-console.ts";
import { eachLogRow, findChange, findLogRow, searchLog } from "../../../administration/audit/search-log.ts";
import { archiveDue, archiveState } from "../../../administration/retention/archive-state.ts";
import { askForRun } from "../../../administration/retention/run.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { Cell } from "../../../platform/lists/csv.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithReads } from "../../../platform/store/reads.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { viewLogin } from "../../../protocol/login/view/view-login.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/active-metadata.ts";
import type { WithActiveTokens } from "../../../register/tokens/active-tokens.ts";
import { consoleTexts } from "../../../texts/console.ts";
import type { ConsoleRoute, ConsoleRows } from "../console-rows.ts";
import { cellsOf, momentCell } from "../csv-answer.ts";
import { demandId } from "../demand-id.ts";

export const logRows = (
  services: WithChanges & WithClock & WithConfig & WithDb & WithMetadata & WithReads & WithActiveTokens,
  { serve, serveFile, serveSession }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serveSession(searchApi.find, ({ who: { user } }, { q }) =>
    searchConsole({ ...services, db: services.reads }, q, user.role, services.clock()),
  ),
  serve(logApi.list, (_call, query) => searchLog(services.reads, query)),
  serveFile(logApi.exportList, (_call, query) => ({
    name: "security-log",
    header: HEADER,
    pages: cellsOf(eachLogRow(services.reads, query), cells),
  })),
  serve(logApi.event, async ({ id }) => {
    const row = /^[1-9]\d{0,14}$/.test(id) ? await findLogRow(services.reads, Number(id)) : undefined;
    if (row === undefined) throw new ConsoleError("unknown");
    return row;
  }),
  serve(archiveApi.state, () => archiveState({ ...services, db: services.reads })),
  serve(archiveApi.due, () => archiveDue({ ...services, db: services.reads })),
  serve(archiveApi.run, ({ by }) => askForRun(services, by)),
  serve(logApi.change, async ({ id }) => {
    const change = await findChange(services.reads, id);
    if (change === undefined) throw new ConsoleError("unknown");
    return change;
  }),
  serve(loginsApi.list, (_call, query) => listLogins(services.reads, query, services.clock())),
  serveFile(loginsApi.exportList, (_call, query) => ({
    name: "logins",
    header: LOGIN_HEADER,
    pages: cellsOf(eachLogin(services.reads, query, services.clock()), loginCells),
  })),
  serve(loginsApi.view, async ({ id }) => {
    const login = demandId(requestIdSchema, id);
    const reading = { ...services, db: services.reads };
    return viewLogin(reading, login).catch((error: unknown) => sayWhereItMayBe(reading, error));
  }),
  // The document names a person, a machine and a command, and contains an access token: its export demands a touch, and each
  // export is an event.
  serve(loginsApi.evidence, async ({ id, by }) => {
    const login = demandId(requestIdSchema, id);
    const exported = await exportEvidence(services, login, by);
    switch (exported.state) {
      case "exported":
        return { name: `evidence-${login}.json`, text: `${writeEvidence(exported.evidence)}\n` };
      case "unknown":
        return sayWhereItMayBe(services, new ConsoleError("unknown"));
      case "facts_erased":
        throw new ConsoleError("conflict", { description: WHY_NO_EVIDENCE.facts_erased });
      default: {
        const { evidence } = await viewLogin(services, login);
        const why = evidence.state === "no_token" ? "no_token" : "not_yet"; // the login may have got a token since
        throw new ConsoleError("conflict", { description: WHY_NO_EVIDENCE[why] });
      }
    }
  }),
];

const MAY_BE_ARCHIVED = consoleTexts.logins.notHere;

/** Throws the error again. Where no login was found, it names the archive, if anything was ever moved there. */
async function sayWhereItMayBe(services: WithConfig & WithDb, error: unknown): Promise<never> {
  if (error instanceof ConsoleError && error.code === "unknown" && (await archiveState(services)).batches > 0)
    throw new ConsoleError("unknown", { description: MAY_BE_ARCHIVED, cause: error });
  throw error;
}

const HEADER = [
  ...["seq", "at", "kind", "topic", "person", "machine", "by", "by_machine", "change", "address", "subject", "data"],
  ...["started_by", "started_on", "started_from", "command", "browser"],
];

const cells = ({ person, machine, actor, started, ...row }: LogRow): readonly Cell[] => [
  ...[row.seq, momentCell(row.at), row.kind, row.topic, person?.name ?? null, machine?.hostname ?? null],
  ...[actor?.name ?? null, actor?.device ?? null, actor?.change ?? null],
  ...[row.address, row.subject, JSON.stringify(row.data)],
  ...[started?.person.name ?? null, started?.machine.hostname ?? null, started?.address ?? null],
  ...[started?.command ?? null, row.browser],
];

const LOGIN_HEADER = [
  ...["id", "started_at", "decided_at", "person", "program", "machine", "address", "outcome", "reason", "alarm"],
];

const loginCells = (login: LoginRow): readonly Cell[] => [
  ...[login.id, momentCell(login.created_at), momentCell(login.decided_at), login.person.name, login.client.name],
  ...[login.machine.hostname, login.address, login.outcome, login.reason, login.alarm],
];
