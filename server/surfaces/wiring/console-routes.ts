import { breakGlassApi } from "@nearside/shared/api/console/break-glass.ts";
import { clientsApi, clientTicketsApi } from "@nearside/shared/api/console/clients.ts";
import { enrolmentsApi } from "@nearside/shared/api/console/enrolments.ts";
import { leasesApi, ownLeasesApi } from "@nearside/shared/api/console/leases.ts";
import { machineActionsApi } from "@nearside/shared/api/console/machines.ts";
import { notMeApi } from "@nearside/shared/api/console/not-me.ts";
import { offboardingApi } from "@nearside/shared/api/console/offboarding.ts";
import { ownMachinesApi } from "@nearside/shared/api/console/own-machines.ts";
import { ownPasskeysApi } from "@nearside/shared/api/console/own-passkeys.ts";
import { ownSessionsApi } from "@nearside/shared/api/console/own-sessions.ts";
import { ownTokensApi } from "@nearside/shared/api/console/own-tokens.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { recoveriesApi } from "@nearside/shared/api/console/recovery.ts";
import { sessionApi } from "@nearside/shared/api/console/session.ts";
import { ticketsApi } from "@nearside/shared/api/console/tickets.ts";
import type { Entry } from "@nearside/shared/api/entry.ts";
import { urgent } from "../../platform/store/urgent.ts";
import { type ConsoleRoute, consoleRows, type EntryRoute } from "../console/console-rows.ts";
import { accountRows } from "../console/rows/account.ts";
import { approvalRows } from "../console/rows/approvals.ts";
import { authenticatorRows } from "../console/rows/authenticators.ts";
import { breakGlassRows, openBreakGlassRows } from "../console/rows/break-glass.ts";
import { clientRows, clientTicketRows } from "../console/rows/clients.ts";
import { enrolmentRows } from "../console/rows/enrolments.ts";
import { groupRows } from "../console/rows/groups.ts";
import { hostRows } from "../console/rows/hosts.ts";
import { leaseRows, ownLeaseRows } from "../console/rows/leases.ts";
import { logRows } from "../console/rows/log.ts";
import { machineRows } from "../console/rows/machines.ts";
import { mailRows } from "../console/rows/mail.ts";
import { offboardingRows } from "../console/rows/offboarding.ts";
import { overviewRows } from "../console/rows/overview.ts";
import { ownLoginRows } from "../console/rows/own-logins.ts";
import { ownPasskeyRows } from "../console/rows/own-passkeys.ts";
import { notMeRows, ownMachineRows, ownSessionRows, ownTokenRows } from "../console/rows/own-things.ts";
import { peopleImportRows, peopleRows } from "../console/rows/people.ts";
import { processRows } from "../console/rows/processes.ts";
import { objectionRows, recoveryRows } from "../console/rows/recoveries.ts";
import { rollOutRows } from "../console/rows/roll-out.ts";
import { ruleTrialRows } from "../console/rows/rule-trials.ts";
import { ruleRows } from "../console/rows/rules.ts";
import { sessionRows, signInRows } from "../console/rows/session.ts";
import { ticketRows } from "../console/rows/tickets.ts";
import type { Services } from "./services.ts";

/**
 * These revoke machines, people, tokens, tickets or programs, or end a session. They are done even when the disk is full, from the room
 * that is kept for that time; the rest waits, so that nobody uses that room up. Each of these is done for a person whose browser,
 * permission and touch were verified (signing out: the page's key): until then nothing that the request makes the server write gets it.
 */
const REVOKING: ReadonlySet<Entry> = new Set<Entry>([
  breakGlassApi.endUse,
  clientsApi.remove,
  clientTicketsApi.revoke,
  enrolmentsApi.refuse,
  leasesApi.end,
  ownLeasesApi.end,
  machineActionsApi.lost,
  machineActionsApi.quarantine,
  machineActionsApi.revoke,
  notMeApi.say,
  offboardingApi.offboard,
  ownMachinesApi.lost,
  ownMachinesApi.revoke,
  ownMachinesApi.revokeBrowser,
  ownPasskeysApi.remove,
  ownSessionsApi.end,
  ownSessionsApi.endAll,
  ownTokensApi.end,
  ownTokensApi.endAll,
  peopleApi.suspend,
  recoveriesApi.stop,
  sessionApi.signOut,
  ticketsApi.revoke,
]);

/** They need no session: they begin one, or are for people who can have none (protocol §9). */
export const signInRoutesOf = (services: Services): readonly EntryRoute[] => [
  ...signInRows(services),
  ...openBreakGlassRows(services),
  ...objectionRows(services),
];

/** Every other address of console and account, each with the one permission that opens it (docs/explanation/console.md, docs/reference/roles.md). */
export function consoleRoutesOf(services: Services): readonly ConsoleRoute[] {
  const revoking = new Map(rowsOf(services, { ...services, db: urgent(services.db) }).map((row) => [row.entry, row]));
  return rowsOf(services, services).map((row) => {
    if (!REVOKING.has(row.entry)) return row;
    const urgentRow = revoking.get(row.entry);
    if (urgentRow === undefined) throw new Error(`${row.path} has no row that writes urgently`);
    return urgentRow;
  });
}

/** @param services do what a request asks for that was let through */
function rowsOf(all: Services, services: Services): readonly ConsoleRoute[] {
  const rows = consoleRows(all, services.db);
  return [
    ...accountRows(services, rows),
    ...authenticatorRows(services, rows),
    ...breakGlassRows(services, rows),
    ...clientRows(services, rows),
    ...clientTicketRows(services, rows),
    ...enrolmentRows(services, rows),
    ...groupRows(services, rows),
    ...approvalRows(services, rows),
    ...hostRows(services, rows),
    ...logRows(services, rows),
    ...machineRows(services, rows),
    ...mailRows(services, rows),
    ...notMeRows(services, rows),
    ...offboardingRows(services, rows),
    ...ownLoginRows(services, rows),
    ...leaseRows(services, rows),
    ...ownLeaseRows(services, rows),
    ...ownMachineRows(services, rows),
    ...ownPasskeyRows(services, rows),
    ...ownSessionRows(services, rows),
    ...ownTokenRows(services, rows),
    ...overviewRows(services, rows),
    ...peopleRows(services, rows),
    ...peopleImportRows(services, rows),
    ...processRows(services, rows),
    ...recoveryRows(services, rows),
    ...rollOutRows(services, rows),
    ...ruleRows(services, rows),
    ...ruleTrialRows(services, rows),
    ...sessionRows(services, rows),
    ...ticketRows(services, rows),
  ];
}
