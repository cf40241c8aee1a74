import type { approveBodySchema } from "@nearside/shared/api/login-requests.ts";
import type * as v from "valibot";
import type { Call } from "../../platform/http/call.ts";
import { approveLogin } from "../../protocol/login/approve-login.ts";
import { demandBrowserSession } from "../../protocol/login/browser-session.ts";
import type { Services } from "../services.ts";

/** POST /api/requests/{id}/approve (protocol §4.5). */
export const loginApprove = (services: Services) => async (c: Call, body: v.InferOutput<typeof approveBodySchema>) => {
  const id = c.req.param("id") ?? "";
  const session = await demandBrowserSession(c);
  await approveLogin(services, id, body, { session, address: services.addressOf(c) });
  return c.json({ state: "approved", request_id: id });
};
