import type { Meeting } from "@nearside/shared/api/login-requests.ts";
import type { Ground } from "../ground.ts";
import { demandBrowserSession } from "../http/browser-session.ts";
import type { Call } from "../http/route.ts";
import { recordLocality } from "../login/record-locality.ts";

/** POST /api/requests/{id}/locality (protocol §4.4). */
export const loginLocality = (ground: Ground) => async (c: Call, body: Meeting) => {
  const session = await demandBrowserSession(c);
  return c.json({ facts: await recordLocality(ground, c.req.param("id") ?? "", body, session) });
};
