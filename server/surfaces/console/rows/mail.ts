import { mailApi } from "@nearside/shared/api/console/mail.ts";
import { mailState } from "../../../administration/notices/mail-state.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithReads } from "../../../platform/store/reads.ts";
import type { ConsoleRoute, ConsoleRows } from "../console-rows.ts";

export const mailRows = (services: WithConfig & WithReads, { serve }: ConsoleRows): readonly ConsoleRoute[] => [
  serve(mailApi.state, () => mailState(services.reads, services.config)),
];
