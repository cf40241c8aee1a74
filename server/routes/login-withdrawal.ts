import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { withdrawLogin } from "../login/withdraw-login.ts";

/** POST /api/requests/{id}/withdrawal (protocol §4.2). */
export const loginWithdrawal = (ground: Ground) => async (c: Call, body: { readonly withdrawal: string }) => {
  await withdrawLogin(ground, c.req.param("id") ?? "", body.withdrawal);
  return c.body(null, 204);
};
