import type { ConsoleCall } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
import { mailState } from "../../notices/mail-state.ts";

/** GET /api/console/mail: whether people are told by mail, and how it goes. */
export const consoleMail =
  (ground: Ground) =>
  async ({ c }: ConsoleCall) =>
    c.json(await mailState(ground.db, ground.config));
