import type { standingBodySchema } from "@nearside/shared/api/login-requests.ts";
import type * as v from "valibot";
import type { Call } from "../../platform/http/call.ts";
import { heldBy } from "../../platform/limits/held-by.ts";
import { demandBrowserSession } from "../../protocol/login/browser-session.ts";
import { followLogin } from "../../protocol/login/follow-login.ts";
import type { Services } from "../services.ts";

/** POST /api/requests/{id}/state (protocol §4.6). */
export const loginState = (services: Services) => async (c: Call, body: v.InferOutput<typeof standingBodySchema>) => {
  const session = await demandBrowserSession(c);
  const holders = heldBy.address(services, services.addressOf(c));
  const gone = AbortSignal.any([c.req.raw.signal, services.stopping]);
  return c.json(await followLogin(services, c.req.param("id") ?? "", { ...body, session, holders, gone }));
};
