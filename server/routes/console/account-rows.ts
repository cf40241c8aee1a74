import { notMeSchema } from "@nearside/shared/api/console/not-me.ts";
import { foreignLoginsQuerySchema, ownLoginsQuerySchema } from "@nearside/shared/api/console/own-logins.ts";
import { endOwnSchema } from "@nearside/shared/api/console/own-machines.ts";
import { endSessionsSchema } from "@nearside/shared/api/console/own-sessions.ts";
import { ownTokensQuerySchema } from "@nearside/shared/api/console/own-tokens.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
import { ownAccountRoute } from "./account.ts";
import { exportOwnLoginsRoute, foreignLoginsRoute, ownLoginRoute, ownLoginsRoute } from "./own-logins.ts";
import {
  endOwnBrowserRoute,
  endOwnMachineRoute,
  endOwnSessionRoute,
  endOwnSessionsRoute,
  endOwnTokenRoute,
  endOwnTokensRoute,
  notMeRoute,
  ownEnrolmentsRoute,
  ownMachineRoute,
  ownMachinesRoute,
  ownSessionsRoute,
  ownTokensRoute,
  previewNotMeRoute,
} from "./own-things.ts";

const ACCOUNT = "/api/console/account";

/** What is one's own, for everybody: seen, ended, or said not to be one's own. Passkeys: see own-passkey-rows.ts. */
export const accountRows = (ground: Ground, { read, ask, change }: ConsoleRows): readonly ConsoleRoute[] => [
  read(ACCOUNT, "account", emptyBodySchema, ownAccountRoute(ground)),
  read(`${ACCOUNT}/machines`, "account", emptyBodySchema, ownMachinesRoute(ground)),
  read(`${ACCOUNT}/machines/:id`, "account", emptyBodySchema, ownMachineRoute(ground)),
  read(`${ACCOUNT}/enrolments`, "account", emptyBodySchema, ownEnrolmentsRoute(ground)),
  read(`${ACCOUNT}/logins`, "account", ownLoginsQuerySchema, ownLoginsRoute(ground)),
  read(`${ACCOUNT}/logins/export`, "account", ownLoginsQuerySchema, exportOwnLoginsRoute(ground)),
  read(`${ACCOUNT}/logins/:id`, "account", emptyBodySchema, ownLoginRoute(ground)),
  read(`${ACCOUNT}/foreign-logins`, "account", foreignLoginsQuerySchema, foreignLoginsRoute(ground)),
  read(`${ACCOUNT}/tokens`, "account", ownTokensQuerySchema, ownTokensRoute(ground)),
  read(`${ACCOUNT}/sessions`, "account", emptyBodySchema, ownSessionsRoute(ground)),
  ask(`${ACCOUNT}/not-me/preview`, "account", notMeSchema, previewNotMeRoute(ground)),
  change(`${ACCOUNT}/not-me`, "account", notMeSchema, notMeRoute(ground)),
  change(`${ACCOUNT}/machines/:id/revoke`, "account", endOwnSchema, endOwnMachineRoute(ground, false)),
  change(`${ACCOUNT}/machines/:id/lost`, "account", endOwnSchema, endOwnMachineRoute(ground, true)),
  change(`${ACCOUNT}/browsers/:id/revoke`, "account", endOwnSchema, endOwnBrowserRoute(ground)),
  change(`${ACCOUNT}/tokens/:id/end`, "account", emptyBodySchema, endOwnTokenRoute(ground)),
  change(`${ACCOUNT}/tokens/end-all`, "account", emptyBodySchema, endOwnTokensRoute(ground)),
  change(`${ACCOUNT}/sessions/:id/end`, "account", emptyBodySchema, endOwnSessionRoute(ground)),
  change(`${ACCOUNT}/sessions/end-all`, "account", endSessionsSchema, endOwnSessionsRoute(ground)),
];
