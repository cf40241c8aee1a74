import { LEASE_TOKEN_SECONDS } from "@nearside/shared/lifetimes.ts";
import { actorOfLease, type Lease } from "@nearside/shared/oauth/lease.ts";
import type { CommandLineClient } from "../../../platform/config/clients/client.ts";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import { oauthTexts } from "../../../texts/oauth.ts";
import { type Claims, type NarrowedGrant, scopeWithin } from "../narrowed-grant.ts";
import type { ExchangeRequest } from "./exchange-request.ts";

/**
 * Grants a token out of a lease: for one API of the lease, its scope and tools or some of them, in the name of the agent (protocol §12.2).
 * Only the lease's own token gives one. A token from it gives no other, which nobody would have counted (threat A2).
 *
 * @throws OauthError `invalid_request`, `invalid_target`, `invalid_scope`, `invalid_authorization_details`
 */
export function leasedGrant(
  subject: Claims,
  lease: Lease,
  { limits, tool }: Pick<ExchangeRequest, "limits" | "tool">,
  client: CommandLineClient,
): NarrowedGrant {
  if (subject.parent !== undefined) throw new OauthError("invalid_request", oauthTexts.exchange.notFromLeased);
  const { audience = [], scopes, details } = limits;
  const [resource, ...others] = audience;
  if (resource === undefined || others.length > 0)
    throw new OauthError("invalid_target", oauthTexts.exchange.leaseResourceMissing);
  const access = lease.access.find((one) => one.resource === resource);
  if (access === undefined) throw new OauthError("invalid_target", oauthTexts.exchange.leaseResource);
  if (details !== undefined) throw new OauthError("invalid_authorization_details", oauthTexts.exchange.leaseDetails);
  if (tool !== undefined && access.tools?.includes(tool) !== true)
    throw new OauthError("invalid_target", oauthTexts.exchange.leaseTool);
  const tools = tool === undefined ? access.tools : [tool];
  return {
    clientId: client.id,
    audience: [resource],
    scope: scopeWithin({ aud: [resource], scope: access.scope }, scopes),
    details: undefined,
    act: { sub: actorOfLease(lease), lease: subject.request },
    lease: {
      id: subject.request,
      ...(lease.calls === undefined ? {} : { once: true as const }),
      ...(tools === undefined ? {} : { tools }),
    },
    life: Math.min(LEASE_TOKEN_SECONDS, client.accessTokenSeconds),
  };
}
