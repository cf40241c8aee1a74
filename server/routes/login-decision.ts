import type { DecisionBody } from "@nearside/shared/api/login-requests.ts";
import type { Ground } from "../ground.ts";
import { demandBrowserSession } from "../http/browser-session.ts";
import type { Call } from "../http/route.ts";
import { decideLogin } from "../login/decide-login.ts";

/** POST /api/requests/{id}/decision (protocol §4.5). */
export const loginDecision = (ground: Ground) => async (c: Call, typed: DecisionBody) => {
  const session = await demandBrowserSession(c);
  const asked = { session, typed, address: ground.addressOf(c) };
  return c.json(await decideLogin(ground, c.req.param("id") ?? "", asked));
};
