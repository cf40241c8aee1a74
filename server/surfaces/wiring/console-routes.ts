import { letInSchema, openBreakGlassSchema } from "@nearside/shared/api/console/break-glass.ts";
import { objectionBodySchema } from "@nearside/shared/api/console/recovery.ts";
import { signInBodySchema, signInOptionsBodySchema } from "@nearside/shared/api/console/session.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import { postJson, type Route } from "../../platform/http/route.ts";
import { type ConsoleRoute, consoleRows } from "../console/console-route.ts";
import { accountRows } from "../routes/console/account-rows.ts";
import { authenticatorRows } from "../routes/console/authenticator-rows.ts";
import { breakGlassRows } from "../routes/console/break-glass-rows.ts";
import { clientsRows } from "../routes/console/clients-rows.ts";
import { enrolmentRows } from "../routes/console/enrolment-rows.ts";
import { groupsRows } from "../routes/console/groups-rows.ts";
import { logRows } from "../routes/console/log-rows.ts";
import { machineRows } from "../routes/console/machine-rows.ts";
import { mailRows } from "../routes/console/mail-rows.ts";
import { offboardingRows } from "../routes/console/offboarding-rows.ts";
import { breakGlassStateRoute, letInRoute, openBreakGlassRoute } from "../routes/console/open-break-glass.ts";
import { ownPasskeyRows } from "../routes/console/own-passkey-rows.ts";
import { peopleRows } from "../routes/console/people-rows.ts";
import { objectionOptionsRoute, objectionRoute } from "../routes/console/recoveries.ts";
import { recoveryRows } from "../routes/console/recovery-rows.ts";
import { ruleCardRows } from "../routes/console/rule-card-rows.ts";
import { ruleTrialsRows } from "../routes/console/rule-trials-rows.ts";
import { rulesRows } from "../routes/console/rules-rows.ts";
import { sessionRows } from "../routes/console/session-rows.ts";
import { consoleSignIn, consoleSignInNonce, consoleSignInOptions } from "../routes/console/sign-in.ts";
import type { Services } from "../services.ts";

/** Without a session: they begin one, or are for who can have none (protocol §9). */
export const signInRoutesOf = (services: Services): readonly Route[] => [
  postJson("/api/console/sign-in/nonce", "nonces", emptyBodySchema, consoleSignInNonce(services)),
  postJson("/api/console/sign-in/options", "nonces", signInOptionsBodySchema, consoleSignInOptions(services)),
  postJson("/api/console/sign-in", "nonces", signInBodySchema, consoleSignIn(services)),
  postJson("/api/console/break-glass/open", "enrolment_starts", openBreakGlassSchema, openBreakGlassRoute(services)),
  postJson("/api/console/break-glass/state", "requests", emptyBodySchema, breakGlassStateRoute(services)),
  postJson("/api/console/break-glass/let-in", "requests", letInSchema, letInRoute(services)),
  postJson("/api/console/objections/:id/options", "nonces", emptyBodySchema, objectionOptionsRoute(services)),
  postJson("/api/console/objections/:id", "nonces", objectionBodySchema, objectionRoute(services)),
];

/** Every other address of console and account, each with the one permission that opens it (docs/console.md, docs/roles.md). */
export function consoleRoutesOf(services: Services): readonly ConsoleRoute[] {
  const rows = consoleRows(services);
  return [
    ...accountRows(services, rows),
    ...authenticatorRows(services, rows),
    ...breakGlassRows(services, rows),
    ...clientsRows(services, rows),
    ...enrolmentRows(services, rows),
    ...groupsRows(services, rows),
    ...logRows(services, rows),
    ...machineRows(services, rows),
    ...mailRows(services, rows),
    ...offboardingRows(services, rows),
    ...ownPasskeyRows(services, rows),
    ...peopleRows(services, rows),
    ...recoveryRows(services, rows),
    ...ruleCardRows(services, rows),
    ...rulesRows(services, rows),
    ...ruleTrialsRows(services, rows),
    ...sessionRows(services, rows),
  ];
}
