import { type ConsoleRoute, consoleRows, type EntryRoute } from "../console/console-route.ts";
import { accountRows } from "../routes/console/account.ts";
import { authenticatorRows } from "../routes/console/authenticators.ts";
import { breakGlassRows, openBreakGlassRows } from "../routes/console/break-glass.ts";
import { clientRows, clientTicketRows } from "../routes/console/clients.ts";
import { enrolmentRows } from "../routes/console/enrolments.ts";
import { groupRows } from "../routes/console/groups.ts";
import { logRows } from "../routes/console/log.ts";
import { machineRows } from "../routes/console/machines.ts";
import { mailRows } from "../routes/console/mail.ts";
import { offboardingRows } from "../routes/console/offboarding.ts";
import { ownLoginRows } from "../routes/console/own-logins.ts";
import { ownPasskeyRows } from "../routes/console/own-passkeys.ts";
import { notMeRows, ownMachineRows, ownSessionRows, ownTokenRows } from "../routes/console/own-things.ts";
import { peopleImportRows, peopleRows } from "../routes/console/people.ts";
import { objectionRows, recoveryRows } from "../routes/console/recoveries.ts";
import { ruleTrialRows } from "../routes/console/rule-trials.ts";
import { ruleRows } from "../routes/console/rules.ts";
import { sessionRows, signInRows } from "../routes/console/session.ts";
import { ticketRows } from "../routes/console/tickets.ts";
import type { Services } from "../services.ts";

/** Without a session: they begin one, or are for who can have none (protocol §9). */
export const signInRoutesOf = (services: Services): readonly EntryRoute[] => [
  ...signInRows(services),
  ...openBreakGlassRows(services),
  ...objectionRows(services),
];

/** Every other address of console and account, each with the one permission that opens it (docs/console.md, docs/roles.md). */
export function consoleRoutesOf(services: Services): readonly ConsoleRoute[] {
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
