import { urgent } from "../../platform/store/urgent.ts";
import { type ConsoleRoute, consoleRows, type EntryRoute } from "../console/console-rows.ts";
import { accountRows } from "../console/rows/account.ts";
import { authenticatorRows } from "../console/rows/authenticators.ts";
import { breakGlassRows, openBreakGlassRows } from "../console/rows/break-glass.ts";
import { clientRows, clientTicketRows } from "../console/rows/clients.ts";
import { enrolmentRows } from "../console/rows/enrolments.ts";
import { groupRows } from "../console/rows/groups.ts";
import { logRows } from "../console/rows/log.ts";
import { machineRows } from "../console/rows/machines.ts";
import { mailRows } from "../console/rows/mail.ts";
import { offboardingRows } from "../console/rows/offboarding.ts";
import { ownLoginRows } from "../console/rows/own-logins.ts";
import { ownPasskeyRows } from "../console/rows/own-passkeys.ts";
import { notMeRows, ownMachineRows, ownSessionRows, ownTokenRows } from "../console/rows/own-things.ts";
import { peopleImportRows, peopleRows } from "../console/rows/people.ts";
import { objectionRows, recoveryRows } from "../console/rows/recoveries.ts";
import { ruleTrialRows } from "../console/rows/rule-trials.ts";
import { ruleRows } from "../console/rows/rules.ts";
import { sessionRows, signInRows } from "../console/rows/session.ts";
import { ticketRows } from "../console/rows/tickets.ts";
import type { Services } from "./services.ts";

/** Administrators can do their work even when the disk is full: they revoke, and they are few. */
const urgently = (services: Services): Services => ({ ...services, db: urgent(services.db) });

/** Without a session: they begin one, or are for who can have none (protocol §9). */
export function signInRoutesOf(all: Services): readonly EntryRoute[] {
  const services = urgently(all);
  return [...signInRows(services), ...openBreakGlassRows(services), ...objectionRows(services)];
}

/** Every other address of console and account, each with the one permission that opens it (docs/console.md, docs/roles.md). */
export function consoleRoutesOf(all: Services): readonly ConsoleRoute[] {
  const services = urgently(all);
  const rows = consoleRows(services);
  return [
    ...accountRows(services, rows),
    ...authenticatorRows(services, rows),
    ...breakGlassRows(services, rows),
    ...clientRows(services, rows),
    ...clientTicketRows(services, rows),
    ...enrolmentRows(services, rows),
    ...groupRows(services, rows),
    ...logRows(services, rows),
    ...machineRows(services, rows),
    ...mailRows(services, rows),
    ...notMeRows(services, rows),
    ...offboardingRows(services, rows),
    ...ownLoginRows(services, rows),
    ...ownMachineRows(services, rows),
    ...ownPasskeyRows(services, rows),
    ...ownSessionRows(services, rows),
    ...ownTokenRows(services, rows),
    ...peopleRows(services, rows),
    ...peopleImportRows(services, rows),
    ...recoveryRows(services, rows),
    ...ruleRows(services, rows),
    ...ruleTrialRows(services, rows),
    ...sessionRows(services, rows),
    ...ticketRows(services, rows),
  ];
}
