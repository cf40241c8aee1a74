import type { denyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type * as v from "valibot";
import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { denyLogin } from "../login/deny-login.ts";

/** POST /api/requests/{id}/deny (protocol §4.5). */
export const loginDeny = (ground: Ground) => async (c: Call, body: v.InferOutput<typeof denyBodySchema>) => {
  await denyLogin(ground, c.req.param("id") ?? "", body);
  return c.json({ state: "denied" });
};
