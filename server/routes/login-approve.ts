import type { approveBodySchema } from "@nearside/shared/api/login-requests.ts";
import type * as v from "valibot";
import type { Ground } from "../ground.ts";
import { demandBrowserSession } from "../http/browser-session.ts";
import type { Call } from "../http/route.ts";
import { approveLogin } from "../login/approve-login.ts";

/** POST /api/requests/{id}/approve (protocol §4.5). */
export const loginApprove = (ground: Ground) => async (c: Call, body: v.InferOutput<typeof approveBodySchema>) => {
  const id = c.req.param("id") ?? "";
  const session = await demandBrowserSession(c);
  await approveLogin(ground, id, body, { session, address: ground.addressOf(c) });
  return c.json({ state: "approved", request_id: id });
};
