import { ACCESS_TOKEN_TYPE } from "@nearside/shared/oauth/token-exchange.ts";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import { oauthTexts } from "../../../texts/oauth.ts";
import { readTokenLimits, type TokenLimits } from "../narrowed-grant.ts";
import type { TokenForm } from "../token-form.ts";

export interface ExchangeRequest {
  readonly subjectToken: string;
  readonly limits: TokenLimits;
  /** The one tool that a token out of a lease is to be for (protocol §12.2). */
  readonly tool: string | undefined;
}

/**
 * Reads the parameters of RFC 8693 §2.1, and refuses those that no token exchange here allows.
 *
 * @throws OauthError `invalid_request` (RFC 8693 §2.2.2), `invalid_scope`, `invalid_authorization_details`
 */
export function readExchange(form: TokenForm): ExchangeRequest {
  if (form.subject_token === undefined) throw new OauthError("invalid_request", oauthTexts.exchange.subjectMissing);
  if (form.subject_token_type === undefined)
    throw new OauthError("invalid_request", oauthTexts.exchange.subjectTypeMissing);
  if (form.subject_token_type !== ACCESS_TOKEN_TYPE)
    throw new OauthError("invalid_request", oauthTexts.exchange.subjectType({ type: ACCESS_TOKEN_TYPE }));
  if ((form.requested_token_type ?? ACCESS_TOKEN_TYPE) !== ACCESS_TOKEN_TYPE)
    throw new OauthError("invalid_request", oauthTexts.exchange.requestedType({ type: ACCESS_TOKEN_TYPE }));
  if (form.actor_token !== undefined || form.actor_token_type !== undefined)
    throw new OauthError("invalid_request", oauthTexts.exchange.noActor);
  return { subjectToken: form.subject_token, limits: readTokenLimits(form), tool: form.tool };
}
