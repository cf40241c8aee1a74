import { logQuerySchema } from "@nearside/shared/api/console/log.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/known-metadata.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import { consoleChange, consoleEvent, consoleLog, consoleLogExport } from "./log.ts";
import { consoleEvidence, consoleLogin } from "./logins.ts";

export const logRows = (
  services: WithClock & WithConfig & WithDb & WithMetadata,
  { read, change }: ConsoleRows,
): readonly ConsoleRoute[] => [
  read("/api/console/log", "log.read", logQuerySchema, consoleLog(services)),
  read("/api/console/log/export", "log.read", logQuerySchema, consoleLogExport(services)),
  read("/api/console/events/:id", "log.read", emptyBodySchema, consoleEvent(services)),
  read("/api/console/changes/:id", "log.read", emptyBodySchema, consoleChange(services)),
  read("/api/console/logins/:id", "log.read", emptyBodySchema, consoleLogin(services)),
  change("/api/console/logins/:id/evidence", "evidence.export", emptyBodySchema, consoleEvidence(services)),
];
