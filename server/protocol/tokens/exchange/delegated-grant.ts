import { EXCHANGED_TOKEN_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { ResourceServer } from "../../../platform/config/clients/client.ts";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import { oauthTexts } from "../../../texts/oauth.ts";
import { type Claims, type NarrowedGrant, scopeWithin, type TokenLimits, wordsOf } from "../narrowed-grant.ts";

/**
 * Grants a resource server in the person's name what the operator lets it have, and makes it the actor (RFC 8693 §4.1).
 * `authorization_details` are in one API's own terms, so another API gets none.
 *
 * @throws OauthError `unauthorized_client`, `invalid_request`, `invalid_target`, `invalid_scope`, `invalid_authorization_details`
 */
export function delegatedGrant(subject: Claims, limits: TokenLimits, client: ResourceServer): NarrowedGrant {
  const { audience, scopes, details = [] } = limits;
  const { exchange } = client;
  if (exchange.resources.length === 0) throw new OauthError("unauthorized_client", oauthTexts.exchange.notAllowed);
  if (audience === undefined) throw new OauthError("invalid_request", oauthTexts.exchange.resourceMissing);
  if (!audience.every((each) => exchange.resources.includes(each)))
    throw new OauthError("invalid_target", oauthTexts.exchange.resource);
  if (scopes?.some((scope) => !exchange.scopes.includes(scope)))
    throw new OauthError("invalid_scope", oauthTexts.exchange.scope);
  if (details.length > 0) throw new OauthError("invalid_authorization_details", oauthTexts.exchange.details);
  const both = wordsOf(subject.scope).filter((scope) => exchange.scopes.includes(scope));
  return {
    clientId: client.id,
    audience,
    scope: scopeWithin(subject, scopes ?? both),
    details: undefined,
    act: subject.act === undefined ? { sub: client.id } : { sub: client.id, act: subject.act },
    ...(subject.lease === undefined ? {} : { lease: withoutTools(subject.lease) }),
    life: EXCHANGED_TOKEN_SECONDS,
  };
}

/** Tools are one API's own, so the next API learns of the lease alone. */
const withoutTools = ({ tools: _, ...lease }: NonNullable<Claims["lease"]>) => lease;
