import { CLIENT_ASSERTION_SECONDS, CLOCK_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";
import type { ResourceServer } from "../../platform/config/clients/client.ts";
import { algorithmsOf, CLIENT_ALGORITHMS, type ClientKey } from "../../platform/config/clients/client-keys.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import { ClientRefused } from "./client-refusal.ts";

/** A client assertion whose signature was verified. */
export interface Assertion extends JWTPayload {
  readonly exp: number;
}

/** `typ`: none, the one of any JWT, or its own (RFC 7523bis §4), so that no other JWT of that key passes for one. */
const TYPES = /^(application\/)?(jwt|client-authentication\+jwt)$/i;

/**
 * Reads the issuer that the assertion claims. Nothing is verified yet.
 *
 * @throws ClientRefused `assertion_malformed`
 */
export function claimedIssuer(text: string): string {
  try {
    const { iss } = decodeJwt(text);
    if (typeof iss === "string") return iss;
  } catch (cause) {
    throw new ClientRefused("assertion_malformed", undefined, { cause });
  }
  throw new ClientRefused("assertion_malformed");
}

/**
 * The assertion's claims, with a key of that client and for this server (RFC 7523 §3).
 *
 * @throws ClientRefused
 */
export async function verifyAssertion(
  text: string,
  { id, jwks }: ResourceServer,
  services: WithClock & WithConfig,
): Promise<Assertion> {
  const claims = await verified(text, id, keyFor(text, id, jwks.keys), services);
  const { exp, iat, aud } = claims;
  const now = secondsNow(services);
  // The issuer is the only audience, in either of the two forms that the claim may have (RFC 7519 §4.1.3).
  if (Array.isArray(aud) && aud.length !== 1) throw new ClientRefused("wrong_audience", id);
  if (exp === undefined) throw new ClientRefused("expired", id);
  if (exp > now + CLIENT_ASSERTION_SECONDS + CLOCK_LEEWAY_SECONDS) throw new ClientRefused("too_long_lived", id);
  if (iat !== undefined && iat > now + CLOCK_LEEWAY_SECONDS) throw new ClientRefused("not_yet", id);
  return { ...claims, exp };
}

/**
 * Finds the key that `kid` names, or the only key where the assertion or that key has no `kid`. The assertion may choose no
 * algorithm that the key is not for.
 */
function keyFor(text: string, id: string, keys: readonly ClientKey[]): ClientKey {
  const { kid, typ, alg } = headerOf(text, id);
  if (typ !== undefined && !TYPES.test(typ)) throw new ClientRefused("wrong_type", id);
  if (!CLIENT_ALGORITHMS.some((one) => one === alg)) throw new ClientRefused("wrong_algorithm", id);
  const [only, ...others] = keys;
  const isOnlyOne = others.length === 0 && (kid === undefined || only?.kid === undefined);
  const key = isOnlyOne ? only : keys.find((one) => one.kid === kid);
  if (key === undefined) throw new ClientRefused("key_unknown", id);
  if (!algorithmsOf(key).some((one) => one === alg)) throw new ClientRefused("wrong_algorithm", id);
  return key;
}

function headerOf(text: string, id: string): { kid: string | undefined; typ: string | undefined; alg: unknown } {
  try {
    const { kid, typ, alg } = decodeProtectedHeader(text);
    return { kid: optionalText(kid), typ: optionalText(typ), alg };
  } catch (cause) {
    throw new ClientRefused("assertion_malformed", id, { cause });
  }
}

function optionalText(value: unknown): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  throw new TypeError("a header member is no text");
}

async function verified(
  text: string,
  id: string,
  key: ClientKey,
  { clock, config }: WithClock & WithConfig,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(text, key, {
      algorithms: [...algorithmsOf(key)],
      issuer: id,
      subject: id,
      audience: config.issuer,
      currentDate: new Date(clock()),
      clockTolerance: CLOCK_LEEWAY_SECONDS,
    });
    return payload;
  } catch (cause) {
    throw new ClientRefused(reasonOf(cause), id, { cause });
  }
}

function reasonOf(cause: unknown) {
  if (cause instanceof errors.JWTExpired) return "expired";
  if (cause instanceof errors.JWTClaimValidationFailed) {
    if (cause.claim === "aud") return "wrong_audience";
    if (cause.claim === "nbf") return "not_yet";
    if (cause.claim === "sub" || cause.claim === "iss") return "wrong_subject";
    return "assertion_malformed";
  }
  if (cause instanceof errors.JWSSignatureVerificationFailed) return "bad_signature";
  if (cause instanceof errors.JOSEError || cause instanceof TypeError) return "assertion_malformed";
  throw cause; // a bug of ours
}
