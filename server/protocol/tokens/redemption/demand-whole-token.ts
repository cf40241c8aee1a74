import { readFacts } from "@nearside/shared/statements/facts.ts";
import type { CommandLineClient } from "../../../platform/config/clients/client.ts";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import type { Login } from "../../../register/logins/login.ts";
import { oauthTexts } from "../../../texts/oauth.ts";
import { narrowedGrant, type TokenLimits } from "../narrowed-grant.ts";

const LESS_LATER = oauthTexts.grant.wholeToken;

/**
 * Judges `resource` (RFC 8707 §2.2) and `authorization_details` (RFC 9396 §6) at the request for a login's first token. The person
 * approves exactly that token, and its evidence is checked against it: so the parameters name the whole token, or are refused.
 *
 * @param issuer the audience of a login that names no resource
 * @throws OauthError `invalid_target`, `invalid_authorization_details`
 */
export function demandWholeToken(login: Login, limits: TokenLimits, client: CommandLineClient, issuer: string): void {
  const { resource, scope, authorization_details } = readFacts(login.facts);
  const granted = { aud: resource.length === 0 ? [issuer] : resource, scope, authorization_details };
  const { audience, details = [] } = narrowedGrant(granted, limits, client);
  if (granted.aud.some((each) => !audience.includes(each))) throw new OauthError("invalid_target", LESS_LATER);
  if (details.length < authorization_details.length) throw new OauthError("invalid_authorization_details", LESS_LATER);
}
