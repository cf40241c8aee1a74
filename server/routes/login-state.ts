import type { standingBodySchema } from "@nearside/shared/api/login-requests.ts";
import type * as v from "valibot";
import type { Ground } from "../ground.ts";
import { demandBrowserSession } from "../http/browser-session.ts";
import type { Call } from "../http/route.ts";
import { heldBy } from "../limits/held-by.ts";
import { followLogin } from "../login/follow-login.ts";

/** POST /api/requests/{id}/state (protocol §4.6). */
export const loginState = (ground: Ground) => async (c: Call, body: v.InferOutput<typeof standingBodySchema>) => {
  const session = await demandBrowserSession(c);
  const holders = heldBy.address(ground, ground.addressOf(c));
  const gone = AbortSignal.any([c.req.raw.signal, ground.stopping]);
  return c.json(await followLogin(ground, c.req.param("id") ?? "", { ...body, session, holders, gone }));
};
