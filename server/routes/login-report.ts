import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { takeReport } from "../login/take-report.ts";

/** POST /api/requests/{id}/report (protocol §4.4). */
export const loginReport = (ground: Ground) => async (c: Call, body: { readonly report: string }) => {
  await takeReport(ground, c.req.param("id") ?? "", body.report);
  return c.body(null, 204);
};
