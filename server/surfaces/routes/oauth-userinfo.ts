import { hasScope, OPENID, PROFILE } from "@nearside/shared/oauth/scopes.ts";
import type { Call } from "../../platform/http/call.ts";
import { demandAccess } from "../../protocol/tokens/demand-access.ts";
import { findUsers } from "../../register/people/users.ts";
import type { Services } from "../services.ts";

/**
 * GET and POST /oauth/userinfo (OpenID Connect Core 1.0 §5.3): whom the token is about, to whoever holds its key. No other origin
 * may read it: a page has no such key.
 */
export const oauthUserinfo = (services: Services) => async (c: Call) => {
  const { sub, scope } = await demandAccess(services, c, OPENID);
  const user = (await findUsers(services.db, [sub])).get(sub);
  if (user === undefined) throw new Error("a token's user is missing");
  const profile = { name: user.display_name, preferred_username: user.name };
  return c.json({ sub, ...(hasScope(scope, PROFILE) ? profile : {}) });
};
