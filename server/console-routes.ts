import { letInSchema, openBreakGlassSchema } from "@nearside/shared/api/console/break-glass.ts";
import { objectionBodySchema } from "@nearside/shared/api/console/recovery.ts";
import { signInBodySchema, signInOptionsBodySchema } from "@nearside/shared/api/console/session.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import { type ConsoleRoute, consoleRows } from "./console/console-route.ts";
import type { Ground } from "./ground.ts";
import { postJson, type Route } from "./http/route.ts";
import { accountRows } from "./routes/console/account-rows.ts";
import { authenticatorRows } from "./routes/console/authenticator-rows.ts";
import { breakGlassRows } from "./routes/console/break-glass-rows.ts";
import { clientsRows } from "./routes/console/clients-rows.ts";
import { enrolmentRows } from "./routes/console/enrolment-rows.ts";
import { groupsRows } from "./routes/console/groups-rows.ts";
import { logRows } from "./routes/console/log-rows.ts";
import { machineRows } from "./routes/console/machine-rows.ts";
import { mailRows } from "./routes/console/mail-rows.ts";
import { offboardingRows } from "./routes/console/offboarding-rows.ts";
import { breakGlassStateRoute, letInRoute, openBreakGlassRoute } from "./routes/console/open-break-glass.ts";
import { ownPasskeyRows } from "./routes/console/own-passkey-rows.ts";
import { peopleRows } from "./routes/console/people-rows.ts";
import { objectionOptionsRoute, objectionRoute } from "./routes/console/recoveries.ts";
import { recoveryRows } from "./routes/console/recovery-rows.ts";
import { ruleCardRows } from "./routes/console/rule-card-rows.ts";
import { ruleTrialsRows } from "./routes/console/rule-trials-rows.ts";
import { rulesRows } from "./routes/console/rules-rows.ts";
import { sessionRows } from "./routes/console/session-rows.ts";
import { consoleSignIn, consoleSignInNonce, consoleSignInOptions } from "./routes/console/sign-in.ts";

/** Without a session: they begin one, or are for who can have none (protocol §9). */
export const signInRoutesOf = (ground: Ground): readonly Route[] => [
  postJson("/api/console/sign-in/nonce", "nonces", emptyBodySchema, consoleSignInNonce(ground)),
  postJson("/api/console/sign-in/options", "nonces", signInOptionsBodySchema, consoleSignInOptions(ground)),
  postJson("/api/console/sign-in", "nonces", signInBodySchema, consoleSignIn(ground)),
  postJson("/api/console/break-glass/open", "enrolment_starts", openBreakGlassSchema, openBreakGlassRoute(ground)),
  postJson("/api/console/break-glass/state", "requests", emptyBodySchema, breakGlassStateRoute(ground)),
  postJson("/api/console/break-glass/let-in", "requests", letInSchema, letInRoute(ground)),
  postJson("/api/console/objections/:id/options", "nonces", emptyBodySchema, objectionOptionsRoute(ground)),
  postJson("/api/console/objections/:id", "nonces", objectionBodySchema, objectionRoute(ground)),
];

/** Every other address of console and account, each with the one permission that opens it (docs/console.md, docs/roles.md). */
export function consoleRoutesOf(ground: Ground): readonly ConsoleRoute[] {
  const rows = consoleRows(ground);
  return [
    ...accountRows(ground, rows),
    ...authenticatorRows(ground, rows),
    ...breakGlassRows(ground, rows),
    ...clientsRows(ground, rows),
    ...enrolmentRows(ground, rows),
    ...groupsRows(ground, rows),
    ...logRows(ground, rows),
    ...machineRows(ground, rows),
    ...mailRows(ground, rows),
    ...offboardingRows(ground, rows),
    ...ownPasskeyRows(ground, rows),
    ...peopleRows(ground, rows),
    ...recoveryRows(ground, rows),
    ...ruleCardRows(rows),
    ...rulesRows(ground, rows),
    ...ruleTrialsRows(ground, rows),
    ...sessionRows(ground, rows),
  ];
}
