import { mailApi } from "@nearside/shared/api/console/mail.ts";
import { mailState } from "../../../administration/notices/mail-state.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { ConsoleRoute, ConsoleRows } from "../console-rows.ts";

export const mailRows = (services: WithConfig & WithDb, { serve }: ConsoleRows): readonly ConsoleRoute[] => [
  serve(mailApi.state, () => mailState(services.db, services.config)),
];
