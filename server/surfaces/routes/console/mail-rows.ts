import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import { consoleMail } from "./mail.ts";

/** Whether people are told by mail. */
export const mailRows = (services: WithConfig & WithDb, { read }: ConsoleRows): readonly ConsoleRoute[] => [
  read("/api/console/mail", "mail.read", emptyBodySchema, consoleMail(services)),
];
