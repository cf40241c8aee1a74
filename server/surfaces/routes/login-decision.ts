import type { DecisionBody } from "@nearside/shared/api/login-requests.ts";
import type { Call } from "../../platform/http/call.ts";
import { demandBrowserSession } from "../../protocol/login/browser-session.ts";
import { decideLogin } from "../../protocol/login/decide-login.ts";
import type { Services } from "../services.ts";

/** POST /api/requests/{id}/decision (protocol §4.5). */
export const loginDecision = (services: Services) => async (c: Call, typed: DecisionBody) => {
  const session = await demandBrowserSession(c);
  const asked = { session, typed, address: services.addressOf(c) };
  return c.json(await decideLogin(services, c.req.param("id") ?? "", asked));
};
