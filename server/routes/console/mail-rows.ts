import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
import { consoleMail } from "./mail.ts";

/** Whether people are told by mail. */
export const mailRows = (ground: Ground, { read }: ConsoleRows): readonly ConsoleRoute[] => [
  read("/api/console/mail", "mail.read", emptyBodySchema, consoleMail(ground)),
];
