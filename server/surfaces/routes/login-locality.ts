import type { Meeting } from "@nearside/shared/api/login-requests.ts";
import type { Call } from "../../platform/http/call.ts";
import { demandBrowserSession } from "../../protocol/login/browser-session.ts";
import { recordLocality } from "../../protocol/login/record-locality.ts";
import type { Services } from "../services.ts";

/** POST /api/requests/{id}/locality (protocol §4.4). */
export const loginLocality = (services: Services) => async (c: Call, body: Meeting) => {
  const session = await demandBrowserSession(c);
  return c.json({ facts: await recordLocality(services, c.req.param("id") ?? "", body, session) });
};
