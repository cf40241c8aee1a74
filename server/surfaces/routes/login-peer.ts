import type { Call } from "../../platform/http/call.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { takePeerRefusal } from "../../protocol/login/take-peer-refusal.ts";

/** POST /api/requests/{id}/peer (protocol §4.2). */
export const loginPeer =
  (services: WithBudgets & WithChanges & WithClock & WithDb) =>
  async (c: Call, body: { readonly peer_refusal: string }) => {
    await takePeerRefusal(services, c.req.param("id") ?? "", body.peer_refusal);
    return c.body(null, 204);
  };
