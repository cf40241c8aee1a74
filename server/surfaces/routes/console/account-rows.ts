import { notMeSchema } from "@nearside/shared/api/console/not-me.ts";
import { foreignLoginsQuerySchema, ownLoginsQuerySchema } from "@nearside/shared/api/console/own-logins.ts";
import { endOwnSchema } from "@nearside/shared/api/console/own-machines.ts";
import { endSessionsSchema } from "@nearside/shared/api/console/own-sessions.ts";
import { ownTokensQuerySchema } from "@nearside/shared/api/console/own-tokens.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import type { Services } from "../../services.ts";
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
export const accountRows = (services: Services, { read, ask, change }: ConsoleRows): readonly ConsoleRoute[] => [
  read(ACCOUNT, "account", emptyBodySchema, ownAccountRoute(services)),
  read(`${ACCOUNT}/machines`, "account", emptyBodySchema, ownMachinesRoute(services)),
  read(`${ACCOUNT}/machines/:id`, "account", emptyBodySchema, ownMachineRoute(services)),
  read(`${ACCOUNT}/enrolments`, "account", emptyBodySchema, ownEnrolmentsRoute(services)),
  read(`${ACCOUNT}/logins`, "account", ownLoginsQuerySchema, ownLoginsRoute(services)),
  read(`${ACCOUNT}/logins/export`, "account", ownLoginsQuerySchema, exportOwnLoginsRoute(services)),
  read(`${ACCOUNT}/logins/:id`, "account", emptyBodySchema, ownLoginRoute(services)),
  read(`${ACCOUNT}/foreign-logins`, "account", foreignLoginsQuerySchema, foreignLoginsRoute(services)),
  read(`${ACCOUNT}/tokens`, "account", ownTokensQuerySchema, ownTokensRoute(services)),
  read(`${ACCOUNT}/sessions`, "account", emptyBodySchema, ownSessionsRoute(services)),
  ask(`${ACCOUNT}/not-me/preview`, "account", notMeSchema, previewNotMeRoute(services)),
  change(`${ACCOUNT}/not-me`, "account", notMeSchema, notMeRoute(services)),
  change(`${ACCOUNT}/machines/:id/revoke`, "account", endOwnSchema, endOwnMachineRoute(services, false)),
  change(`${ACCOUNT}/machines/:id/lost`, "account", endOwnSchema, endOwnMachineRoute(services, true)),
  change(`${ACCOUNT}/browsers/:id/revoke`, "account", endOwnSchema, endOwnBrowserRoute(services)),
  change(`${ACCOUNT}/tokens/:id/end`, "account", emptyBodySchema, endOwnTokenRoute(services)),
  change(`${ACCOUNT}/tokens/end-all`, "account", emptyBodySchema, endOwnTokensRoute(services)),
  change(`${ACCOUNT}/sessions/:id/end`, "account", emptyBodySchema, endOwnSessionRoute(services)),
  change(`${ACCOUNT}/sessions/end-all`, "account", endSessionsSchema, endOwnSessionsRoute(services)),
];
