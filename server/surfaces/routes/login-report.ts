import type { Call } from "../../platform/http/call.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { takeReport } from "../../protocol/login/take-report.ts";

/** POST /api/requests/{id}/report (protocol §4.4). */
export const loginReport =
  (services: WithChanges & WithClock & WithDb & WithLog) => async (c: Call, body: { readonly report: string }) => {
    await takeReport(services, c.req.param("id") ?? "", body.report);
    return c.body(null, 204);
  };
