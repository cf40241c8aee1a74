import type { BrowserTrouble } from "@nearside/shared/api/browser-trouble.ts";
import type { Call } from "../../platform/http/call.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { demandBrowserSession } from "../../protocol/login/browser-session.ts";
import { takeTrouble } from "../../protocol/login/take-trouble.ts";

/** POST /api/requests/{id}/trouble (protocol §4.4). */
export const loginTrouble =
  (services: WithChanges & WithClock & WithDb & WithLog) =>
  async (c: Call, body: { readonly code: BrowserTrouble }) => {
    const session = await demandBrowserSession(c);
    await takeTrouble(services, c.req.param("id") ?? "", session, body.code);
    return c.json({});
  };
