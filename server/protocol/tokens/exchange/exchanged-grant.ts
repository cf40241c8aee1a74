import { isDeepStrictEqual } from "node:util";
import { EXCHANGED_TOKEN_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { AccessToken } from "@nearside/shared/oauth/access-token.ts";
import type { CommandLineClient, ResourceServer } from "../../../platform/config/clients/client.ts";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import type { Wanted } from "./exchange-request.ts";

type Claims = AccessToken["claims"];
/** The grant that is narrowed. */
type Granted = Pick<Claims, "aud" | "scope" | "authorization_details">;

/** The members in which the new token differs from the subject token. They never exceed that token. */
export interface ExchangedGrant {
  readonly clientId: string;
  readonly audience: readonly string[];
  readonly scope: string;
  readonly details: Claims["authorization_details"];
  /** The actor who uses the token in the person's name; undefined where there is no actor. */
  readonly act: Claims["act"];
  /** The longest life in seconds. */
  readonly life: number;
}

/**
 * A command line's own token, or the next one of its login, for less: some of its audiences, scopes and details.
 *
 * @throws OauthError `invalid_target`, `invalid_scope`, `invalid_authorization_details`
 */
export function narrowedGrant(subject: Granted, wanted: Wanted, client: CommandLineClient): ExchangedGrant {
  const { audience = subject.aud, scopes, details } = wanted;
  if (!audience.every((each) => subject.aud.includes(each)))
    throw new OauthError("invalid_target", "It was not granted for that resource.");
  const granted = subject.authorization_details ?? [];
  // one that is named is given once, also of a login from when two equal ones were taken
  const isNamed = (one: object, at: number): boolean =>
    details?.some((each) => isSame(each, one)) === true && granted.findIndex((other) => isSame(other, one)) === at;
  const kept = details === undefined ? granted : granted.filter(isNamed);
  if (details?.some((each) => !granted.some((one) => isSame(each, one))))
    throw new OauthError("invalid_authorization_details", "These details were not granted.");
  return {
    clientId: client.id,
    audience,
    scope: scopeWithin(subject, scopes),
    details: kept.length === 0 ? undefined : kept,
    act: undefined,
    life: client.accessTokenSeconds,
  };
}

/**
 * A resource server asks in the person's name for what the operator lets it, and becomes the actor (RFC 8693 §4.1).
 * `authorization_details` are one API's own words, so another one gets none.
 *
 * @throws OauthError `unauthorized_client`, `invalid_request`, `invalid_target`, `invalid_scope`, `invalid_authorization_details`
 */
export function delegatedGrant(subject: Claims, wanted: Wanted, client: ResourceServer): ExchangedGrant {
  const { audience, scopes, details = [] } = wanted;
  const { exchange } = client;
  if (exchange.resources.length === 0)
    throw new OauthError(
      "unauthorized_client",
      "This client may not exchange tokens. The operator of this server can let it.",
    );
  if (audience === undefined) throw new OauthError("invalid_request", "resource is missing.");
  if (!audience.every((each) => exchange.resources.includes(each)))
    throw new OauthError("invalid_target", "This client may not ask for that resource in anybody's name.");
  if (scopes?.some((scope) => !exchange.scopes.includes(scope)))
    throw new OauthError("invalid_scope", "This client may not ask for that scope in anybody's name.");
  if (details.length > 0)
    throw new OauthError("invalid_authorization_details", "authorization_details are not handed on.");
  const both = wordsOf(subject.scope).filter((scope) => exchange.scopes.includes(scope));
  return {
    clientId: client.id,
    audience,
    scope: scopeWithin(subject, scopes ?? both),
    details: undefined,
    act: subject.act === undefined ? { sub: client.id } : { sub: client.id, act: subject.act },
    life: EXCHANGED_TOKEN_SECONDS,
  };
}

/** The requested scope. Nothing is left out in silence. @throws OauthError `invalid_scope` */
function scopeWithin(subject: Granted, scopes: readonly string[] | undefined): string {
  if (scopes === undefined) return subject.scope;
  const granted = wordsOf(subject.scope);
  if (!scopes.every((scope) => granted.includes(scope)))
    throw new OauthError("invalid_scope", `These scopes were granted: ${subject.scope}.`);
  return scopes.join(" ");
}

const wordsOf = (scope: string): readonly string[] => (scope === "" ? [] : scope.split(" "));

/** Compares two details member by member, in any order. */
const isSame = (one: object, other: object): boolean => isDeepStrictEqual(one, other);
