import { AUTHORIZATION_CODE_GRANT } from "@nearside/shared/oauth/authorization-code.ts";
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { TOKEN_EXCHANGE_GRANT } from "@nearside/shared/oauth/token-exchange.ts";
import { writtenScope } from "@nearside/shared/oauth/written-scope.ts";
import type { Client } from "../../platform/config/clients/client.ts";

/** The client information response (RFC 7591 §3.2.1): everything that was registered, filled in or asked for. @param at epoch ms */
export function writeMetadata(client: Client, at: number) {
  const about = {
    client_id: client.id,
    client_id_issued_at: Math.floor(at / 1000),
    client_name: client.name,
    response_types: [],
    nearside_resources: client.resources,
  };
  if (client.kind === "command_line")
    return {
      ...about,
      token_endpoint_auth_method: "none",
      ...(client.redirectGrant === undefined
        ? { grant_types: [DEVICE_CODE_GRANT, "refresh_token"] }
        : {
            grant_types: [AUTHORIZATION_CODE_GRANT],
            response_types: ["code"],
            nearside_executables: client.redirectGrant.executables,
          }),
      redirect_uris: client.redirectUris,
      ...writtenScope(client.scopes.join(" ")),
      ...(client.detailTypes === undefined ? {} : { authorization_details_types: client.detailTypes }),
      nearside_lifetimes: { access_token: client.accessTokenSeconds, refresh_token: client.refreshTokenSeconds },
    };
  const exchanges = client.exchange.resources.length > 0 || client.exchange.scopes.length > 0;
  return {
    ...about,
    token_endpoint_auth_method: "private_key_jwt",
    grant_types: exchanges ? [TOKEN_EXCHANGE_GRANT] : [],
    jwks: client.jwks,
    introspection_signed_response_alg: client.introspectionJwt.alg,
    nearside_exchange: client.exchange,
  };
}
