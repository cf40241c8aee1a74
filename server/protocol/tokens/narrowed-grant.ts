import { isDeepStrictEqual } from "node:util";
import type { authorizationDetailsSchema } from "@nearside/shared/claims.ts";
import type { AccessToken } from "@nearside/shared/oauth/access-token.ts";
import type * as v from "valibot";
import type { CommandLineClient } from "../../platform/config/clients/client.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import { oauthTexts } from "../../texts/oauth.ts";
import { readDetails } from "../login/start/read-details.ts";
import type { TokenForm } from "./token-form.ts";

/**
 * The limits that the client requests for the new token. A member that is left out is as in the subject token, or in the
 * login of a refresh.
 */
export interface TokenLimits {
  /** Addresses of APIs, each once: `resource` and `audience` together, which name them alike. */
  readonly audience: readonly string[] | undefined;
  readonly scopes: readonly string[] | undefined;
  readonly details: v.InferOutput<typeof authorizationDetailsSchema> | undefined;
}

/** The parameters that limit a token. Only a token exchange has `audience`, and a request with a device code has no scope. */
type TokenLimitsForm = Pick<TokenForm, "resource" | "authorization_details"> &
  Partial<Pick<TokenForm, "audience" | "scope">>;

/**
 * Reads the limits that a request sets for its access token (RFC 6749 §6, RFC 8707 §2.2, RFC 9396 §6, RFC 8693 §2.1).
 *
 * @throws OauthError `invalid_scope`, `invalid_authorization_details`
 */
export function readTokenLimits(form: TokenLimitsForm): TokenLimits {
  const audience = [...new Set([...form.resource, ...(form.audience ?? [])])];
  const scopes = form.scope?.split(" ");
  if (scopes !== undefined && new Set(scopes).size !== scopes.length)
    throw new OauthError("invalid_scope", oauthTexts.narrowed.scopeTwice);
  return {
    audience: audience.length === 0 ? undefined : audience,
    scopes,
    details: form.authorization_details === undefined ? undefined : readDetails(form.authorization_details),
  };
}

export type Claims = AccessToken["claims"];
/** The grant that is narrowed. */
type Granted = Pick<Claims, "aud" | "scope" | "authorization_details">;

/** The members in which the new token differs from the subject token. They never exceed that token. */
export interface NarrowedGrant {
  readonly clientId: string;
  readonly audience: readonly string[];
  readonly scope: string;
  readonly details: Claims["authorization_details"];
  /** The actor who uses the token in the person's name; undefined if there is no actor. */
  readonly act: Claims["act"];
  /** Present if the token came out of a lease (protocol §12.2). */
  readonly lease?: Claims["lease"];
  /** The longest life in seconds. */
  readonly life: number;
}

/**
 * Narrows the grant of a command line's own token, or of the next one of its login, to some of its audiences, scopes and details.
 *
 * @throws OauthError `invalid_target`, `invalid_scope`, `invalid_authorization_details`
 */
export function narrowedGrant(subject: Granted, limits: TokenLimits, client: CommandLineClient): NarrowedGrant {
  const { audience = subject.aud, scopes, details } = limits;
  if (!audience.every((each) => subject.aud.includes(each)))
    throw new OauthError("invalid_target", oauthTexts.narrowed.resource);
  const granted = subject.authorization_details ?? [];
  // A detail that is named is granted once, also by a login from the time when two equal ones were accepted.
  const isNamed = (one: object, at: number): boolean =>
    details?.some((each) => isSame(each, one)) === true && granted.findIndex((other) => isSame(other, one)) === at;
  const left = details === undefined ? granted : granted.filter(isNamed);
  if (details?.some((each) => !granted.some((one) => isSame(each, one))))
    throw new OauthError("invalid_authorization_details", oauthTexts.narrowed.details);
  return {
    clientId: client.id,
    audience,
    scope: scopeWithin(subject, scopes),
    details: left.length === 0 ? undefined : left,
    act: undefined,
    life: client.accessTokenSeconds,
  };
}

/** Returns the requested scope. A scope that was not granted is refused rather than left out. @throws OauthError `invalid_scope` */
export function scopeWithin(subject: Granted, scopes: readonly string[] | undefined): string {
  if (scopes === undefined) return subject.scope;
  const granted = wordsOf(subject.scope);
  if (!scopes.every((scope) => granted.includes(scope)))
    throw new OauthError("invalid_scope", oauthTexts.narrowed.scopes({ scopes: subject.scope }));
  return scopes.join(" ");
}

export const wordsOf = (scope: string): readonly string[] => (scope === "" ? [] : scope.split(" "));

/** Compares two details member by member, in any order. */
const isSame = (one: object, other: object): boolean => isDeepStrictEqual(one, other);
