import type { Call } from "../../platform/http/call.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { withdrawLogin } from "../../protocol/login/withdraw-login.ts";

/** POST /api/requests/{id}/withdrawal (protocol §4.2). */
export const loginWithdrawal =
  (services: WithChanges & WithClock & WithDb) => async (c: Call, body: { readonly withdrawal: string }) => {
    await withdrawLogin(services, c.req.param("id") ?? "", body.withdrawal);
    return c.body(null, 204);
  };
