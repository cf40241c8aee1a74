import { logQuerySchema } from "@nearside/shared/api/console/log.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
import { consoleChange, consoleEvent, consoleLog, consoleLogExport } from "./log.ts";
import { consoleEvidence, consoleLogin } from "./logins.ts";

export const logRows = (ground: Ground, { read, change }: ConsoleRows): readonly ConsoleRoute[] => [
  read("/api/console/log", "log.read", logQuerySchema, consoleLog(ground)),
  read("/api/console/log/export", "log.read", logQuerySchema, consoleLogExport(ground)),
  read("/api/console/events/:id", "log.read", emptyBodySchema, consoleEvent(ground)),
  read("/api/console/changes/:id", "log.read", emptyBodySchema, consoleChange(ground)),
  read("/api/console/logins/:id", "log.read", emptyBodySchema, consoleLogin(ground)),
  change("/api/console/logins/:id/evidence", "evidence.export", emptyBodySchema, consoleEvidence(ground)),
];
