import type { authorizationDetailsSchema } from "@nearside/shared/claims.ts";
import { ACCESS_TOKEN_TYPE } from "@nearside/shared/oauth/token-exchange.ts";
import type * as v from "valibot";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import { readDetails } from "../../login/read-details.ts";
import type { TokenForm } from "../token-form.ts";

/**
 * The limits that the client asks for in the new token. A member that is left out is as in the subject token, or in the
 * login of a refresh.
 */
export interface Wanted {
  /** Addresses of APIs, each once: `resource` and `audience` together, which name them alike. */
  readonly audience: readonly string[] | undefined;
  readonly scopes: readonly string[] | undefined;
  readonly details: v.InferOutput<typeof authorizationDetailsSchema> | undefined;
}

export interface ExchangeRequest {
  readonly subjectToken: string;
  readonly wanted: Wanted;
}

/**
 * Reads the parameters of RFC 8693 §2.1, and judges them as far as it can by themselves.
 *
 * @throws OauthError `invalid_request` (RFC 8693 §2.2.2), `invalid_scope`, `invalid_authorization_details`
 */
export function readExchange(form: TokenForm): ExchangeRequest {
  if (form.subject_token === undefined) throw new OauthError("invalid_request", "subject_token is missing.");
  if (form.subject_token_type === undefined) throw new OauthError("invalid_request", "subject_token_type is missing.");
  if (form.subject_token_type !== ACCESS_TOKEN_TYPE)
    throw new OauthError("invalid_request", `subject_token_type can only be ${ACCESS_TOKEN_TYPE}.`);
  if ((form.requested_token_type ?? ACCESS_TOKEN_TYPE) !== ACCESS_TOKEN_TYPE)
    throw new OauthError("invalid_request", `requested_token_type can only be ${ACCESS_TOKEN_TYPE}.`);
  if (form.actor_token !== undefined || form.actor_token_type !== undefined)
    throw new OauthError("invalid_request", "There is no actor_token here: the actor is the client that asks.");
  return { subjectToken: form.subject_token, wanted: readWanted(form) };
}

/** Parameters that say what a token is to be for. Only a token exchange knows `audience`, and a device code's request knows no scope. */
type WantedForm = Pick<TokenForm, "resource" | "authorization_details"> &
  Partial<Pick<TokenForm, "audience" | "scope">>;

/**
 * Reads what an access token is asked for (RFC 6749 §6, RFC 8707 §2.2, RFC 9396 §6, RFC 8693 §2.1).
 *
 * @throws OauthError `invalid_scope`, `invalid_authorization_details`
 */
export function readWanted(form: WantedForm): Wanted {
  const audience = [...new Set([...form.resource, ...(form.audience ?? [])])];
  const scopes = form.scope?.split(" ");
  if (scopes !== undefined && new Set(scopes).size !== scopes.length)
    throw new OauthError("invalid_scope", "scope names one scope twice.");
  return {
    audience: audience.length === 0 ? undefined : audience,
    scopes,
    details: form.authorization_details === undefined ? undefined : readDetails(form.authorization_details),
  };
}
