import { hasScope, OPENID, PROFILE } from "@nearside/shared/oauth/scopes.ts";
import { findUsers } from "../directory/users.ts";
import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { demandAccess } from "../oauth/demand-access.ts";

/**
 * GET and POST /oauth/userinfo (OpenID Connect Core 1.0 §5.3): whom the token is about, to whoever holds its key. No other origin
 * may read it: a page has no such key.
 */
export const oauthUserinfo = (ground: Ground) => async (c: Call) => {
  const { sub, scope } = await demandAccess(ground, c, OPENID);
  const user = (await findUsers(ground.db, [sub])).get(sub);
  if (user === undefined) throw new Error("a token's user is missing");
  const profile = { name: user.display_name, preferred_username: user.name };
  return c.json({ sub, ...(hasScope(scope, PROFILE) ? profile : {}) });
};
