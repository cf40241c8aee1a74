import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
import { consoleSession, consoleSignOut } from "./session.ts";
import { consoleTouch } from "./touch.ts";

export const sessionRows = (ground: Ground, { read, ask }: ConsoleRows): readonly ConsoleRoute[] => [
  read("/api/console/session", "account", emptyBodySchema, consoleSession(ground)),
  ask("/api/console/sign-out", "account", emptyBodySchema, consoleSignOut(ground)),
  ask("/api/console/touch", "account", emptyBodySchema, consoleTouch(ground)),
];
