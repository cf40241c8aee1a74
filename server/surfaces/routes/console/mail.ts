import { mailState } from "../../../administration/notices/mail-state.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { ConsoleCall } from "../../console/console-route.ts";

/** GET /api/console/mail: whether people are told by mail, and how it goes. */
export const consoleMail =
  (services: WithConfig & WithDb) =>
  async ({ c }: ConsoleCall) =>
    c.json(await mailState(services.db, services.config));
