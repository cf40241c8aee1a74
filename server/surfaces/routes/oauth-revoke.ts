import type { Client } from "../../platform/config/clients/client.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Call } from "../../platform/http/call.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { authenticateClient } from "../../protocol/clients/authenticate-client.ts";
import type { AboutTokenForm } from "../../protocol/tokens/about-token-form.ts";
import { revokeToken } from "../../protocol/tokens/revoke-token.ts";
import { demandCommandLine, findClient } from "../../register/clients/find-client.ts";
import type { Services } from "../services.ts";

/** POST /oauth/revoke (RFC 7009). */
export const oauthRevoke = (services: Services) => async (c: Call, form: AboutTokenForm) => {
  const client = await whoAsks(services, c, form);
  if (form.token === undefined) throw new OauthError("invalid_request", "token is missing.");
  await revokeToken(services, form.token, client);
  return c.body(null, 200);
};

/** A command line is public and says its name (RFC 6749 §2.3, §3.2.1); a resource server proves who it is. */
async function whoAsks(
  services: WithClock & WithConfig & WithDb & WithLog,
  c: Call,
  form: AboutTokenForm,
): Promise<Client> {
  const { client_id: id, client_assertion: assertion } = form;
  const isProving = assertion !== undefined || c.req.header("authorization") !== undefined;
  const isResourceServer = id !== undefined && (await findClient(services, id))?.kind === "resource_server";
  return isProving || isResourceServer ? authenticateClient(services, c, form) : demandCommandLine(services, id);
}
