import { authenticateClient } from "../clients/authenticate-client.ts";
import type { Client } from "../clients/client.ts";
import { demandCommandLine, findClient } from "../clients/find-client.ts";
import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";
import type { AboutTokenForm } from "../oauth/about-token-form.ts";
import { OauthError } from "../oauth/oauth-error.ts";
import { revokeToken } from "../oauth/revoke-token.ts";

/** POST /oauth/revoke (RFC 7009). */
export const oauthRevoke = (ground: Ground) => async (c: Call, form: AboutTokenForm) => {
  const client = await whoAsks(ground, c, form);
  if (form.token === undefined) throw new OauthError("invalid_request", "token is missing.");
  await revokeToken(ground, form.token, client);
  return c.body(null, 200);
};

/** A command line is public and says its name (RFC 6749 §2.3, §3.2.1); a resource server proves who it is. */
async function whoAsks(ground: Ground, c: Call, form: AboutTokenForm): Promise<Client> {
  const { client_id: id, client_assertion: assertion } = form;
  const isProving = assertion !== undefined || c.req.header("authorization") !== undefined;
  const isResourceServer = id !== undefined && (await findClient(ground, id))?.kind === "resource_server";
  return isProving || isResourceServer ? authenticateClient(ground, c, form) : demandCommandLine(ground, id);
}
