import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { takePeerRefusal } from "../login/take-peer-refusal.ts";

/** POST /api/requests/{id}/peer (protocol §4.2). */
export const loginPeer = (ground: Ground) => async (c: Call, body: { readonly peer_refusal: string }) => {
  await takePeerRefusal(ground, c.req.param("id") ?? "", body.peer_refusal);
  return c.body(null, 204);
};
