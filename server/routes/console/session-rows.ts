import { strictObject } from "valibot";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
import { consoleSession, consoleSignOut } from "./session.ts";
import { consoleTouch } from "./touch.ts";

const nothing = strictObject({});

export const sessionRows = (ground: Ground, { read, ask }: ConsoleRows): readonly ConsoleRoute[] => [
  read("/api/console/session", "account", nothing, consoleSession(ground)),
  ask("/api/console/sign-out", "account", nothing, consoleSignOut(ground)),
  ask("/api/console/touch", "account", nothing, consoleTouch(ground)),
];
