import { logQuerySchema } from "@nearside/shared/api/console/log.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
import { consoleChange, consoleEvent, consoleLog, consoleLogExport } from "./log.ts";

export const logRows = (ground: Ground, { read }: ConsoleRows): readonly ConsoleRoute[] => [
  read("/api/console/log", "log.read", logQuerySchema, consoleLog(ground)),
  read("/api/console/log/export", "log.read", logQuerySchema, consoleLogExport(ground)),
  read("/api/console/events/:id", "log.read", emptyBodySchema, consoleEvent(ground)),
  read("/api/console/changes/:id", "log.read", emptyBodySchema, consoleChange(ground)),
];
