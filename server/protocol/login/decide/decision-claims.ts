import { BUILT_IN_VERSION } from "@nearside/rules/reading/built-in.ts";
import { newRandomId } from "@nearside/shared/ids.ts";
import { readLease } from "@nearside/shared/oauth/lease.ts";
import { narrowedScope } from "@nearside/shared/oauth/scopes.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import type { Demands } from "@nearside/shared/rules/demands.ts";
import { coversSecond, type SecondDemand } from "@nearside/shared/rules/second-approver.ts";
import type { Decision } from "@nearside/shared/statements/decision.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { type Facts, readFacts } from "@nearside/shared/statements/facts.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { secondsNow, type WithClock, type WithRandom } from "../../../platform/surroundings.ts";
import { boundSetOf, type Party } from "../../../register/machines/party.ts";
import { hasPrefix } from "../../rules/verdicts.ts";
import type { MetLogin } from "../met-login.ts";
import type { Asking } from "./given-of-login.ts";

type Claims = Decision["claims"];

/** A decision names at most this many rules. */
const MOST_DECIDING = 64;

/** The verdict of the rules on the login. */
interface Ruled {
  readonly version: string;
  readonly rules: readonly DecidingRule[];
  readonly demands: Demands;
}

/** The decision that a person may approve, with the demands of the rules and the access that they leave (protocol §4.5). */
export async function decisionClaims(
  services: WithClock & WithConfig & WithRandom,
  login: MetLogin,
  party: Party,
  { client, justification, ticket }: Asking,
  { version, rules, demands }: Ruled,
  restsOn?: Claims["rests_on"],
): Promise<Claims> {
  const loginRequest = await readAnyRequest(login.request);
  const facts = readFacts(login.facts);
  const scope = scopeLeft(facts.scope, demands.scopes);
  const requires = requirements(demands);
  return {
    iss: services.config.issuer,
    jti: newRandomId(services.random),
    iat: secondsNow(services),
    attestation: login.meeting.attestation_hash,
    user: boundSetOf(party).user,
    device: party.device.jkt,
    key_storage: party.device.keyStorage,
    facts: loginRequest.claims.facts,
    lifetime: lifetimeOf(services, client, demands, facts),
    justification: justification ?? null,
    rules: {
      outcome: restsOn === undefined ? "approve" : "stand",
      version,
      ...(version === BUILT_IN_VERSION ? {} : { decided_by: rules.slice(0, MOST_DECIDING).map(({ id }) => id) }),
    },
    ...(scope === undefined ? {} : { scope }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(requires === undefined ? {} : { require: requires }),
    ...(restsOn === undefined ? {} : { rests_on: restsOn }),
    ...(demands.second === null ? {} : { second: secondOf(demands.second) }),
  };
}

/** A decision does not name people who were admitted lately: only this server could judge that. */
const secondOf = ({ approvers, within }: SecondDemand): NonNullable<Claims["second"]> => ({ approvers, within });

/** A program that only knows a redirect has a token without a key, and no other to renew it by (protocol §6). */
function lifetimeOf(
  { config }: WithConfig,
  { accessTokenSeconds, refreshTokenSeconds }: Asking["client"],
  { access_token, refresh_token }: Demands,
  facts: Facts,
): Claims["lifetime"] {
  const access = atMost(accessTokenSeconds, access_token);
  const longest = Math.min(refreshTokenSeconds, readLease(facts)?.for ?? refreshTokenSeconds);
  if (facts.redirect === undefined) return { access_token: access, refresh_token: atMost(longest, refresh_token) };
  const bearer = Math.min(access, config.redirects.bearerSeconds, refresh_token ?? access);
  return { access_token: bearer, refresh_token: bearer };
}

const atMost = (seconds: number, most: number | null): number => Math.min(seconds, most ?? seconds);

/** The scope that rules leave; undefined if they leave the whole scope. */
function scopeLeft(requested: string, scopes: Demands["scopes"]): string | undefined {
  if (scopes === null) return undefined;
  const left = narrowedScope(requested, scopes);
  return left === requested ? undefined : left;
}

function requirements({ fresh_touch, device_bound, attested, security_key }: Demands): Claims["require"] {
  const requires = {
    ...(fresh_touch === null ? {} : { fresh_touch }),
    ...(device_bound ? { device_bound } : {}),
    ...(attested ? { attested } : {}),
    ...(security_key ? { security_key } : {}),
  };
  return Object.keys(requires).length === 0 ? undefined : requires;
}

/**
 * True if the demands of the rules now are within what the person was shown. Otherwise the decision came too soon (protocol
 * §4.5).
 */
export function covers(
  { require = {}, lifetime, justification, ticket, scope, second }: Claims,
  requested: string,
  now: Demands,
) {
  const { fresh_touch = Number.POSITIVE_INFINITY } = require;
  return (
    fresh_touch <= (now.fresh_touch ?? fresh_touch) &&
    (require.device_bound ?? false) >= now.device_bound &&
    (require.attested ?? false) >= now.attested &&
    (require.security_key ?? false) >= now.security_key &&
    (justification !== null || !now.justification) &&
    (now.ticket === null || hasPrefix(ticket, now.ticket)) &&
    lifetime.access_token <= (now.access_token ?? lifetime.access_token) &&
    lifetime.refresh_token <= (now.refresh_token ?? lifetime.refresh_token) &&
    scopeLeft(scope ?? requested, now.scopes) === undefined &&
    coversSecond(now.second, second ?? null)
  );
}
