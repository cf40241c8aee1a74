import type { denyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type * as v from "valibot";
import type { Call } from "../../platform/http/call.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { denyLogin } from "../../protocol/login/deny-login.ts";

/** POST /api/requests/{id}/deny (protocol §4.5). */
export const loginDeny =
  (services: WithChanges & WithClock & WithDb & WithLog) =>
  async (c: Call, body: v.InferOutput<typeof denyBodySchema>) => {
    await denyLogin(services, c.req.param("id") ?? "", body);
    return c.json({ state: "denied" });
  };
