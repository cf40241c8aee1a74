import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import { consoleSession, consoleSignOut } from "./session.ts";
import { consoleTouch } from "./touch.ts";

export const sessionRows = (
  services: WithClock & WithConfig & WithDb & WithRandom,
  { read, ask }: ConsoleRows,
): readonly ConsoleRoute[] => [
  read("/api/console/session", "account", emptyBodySchema, consoleSession(services)),
  ask("/api/console/sign-out", "account", emptyBodySchema, consoleSignOut(services)),
  ask("/api/console/touch", "account", emptyBodySchema, consoleTouch(services)),
];
