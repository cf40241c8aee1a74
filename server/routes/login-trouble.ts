import type { BrowserTrouble } from "@nearside/shared/api/browser-trouble.ts";
import type { Ground } from "../ground.ts";
import { demandBrowserSession } from "../http/browser-session.ts";
import type { Call } from "../http/route.ts";
import { takeTrouble } from "../login/take-trouble.ts";

/** POST /api/requests/{id}/trouble (protocol §4.4). */
export const loginTrouble = (ground: Ground) => async (c: Call, body: { readonly code: BrowserTrouble }) => {
  const session = await demandBrowserSession(c);
  await takeTrouble(ground, c.req.param("id") ?? "", session, body.code);
  return c.json({});
};
