import { decodeBase64urlText } from "@nearside/shared/encoding/base64url.ts";
import { readForeignJson } from "@nearside/shared/encoding/json.ts";
import { CLIENT_ASSERTION_SECONDS, CLOCK_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { compactVerify, errors } from "jose";
import * as v from "valibot";
import type { ResourceServer } from "../../platform/config/clients/client.ts";
import { algorithmsOf, CLIENT_ALGORITHMS, type ClientKey } from "../../platform/config/clients/client-keys.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import { ClientRefused } from "./client-refusal.ts";

/** `crit` is for a reader who knows the members that it names (RFC 7515 §4.1.11), and this one knows none. */
const headerSchema = v.looseObject({
  alg: v.optional(v.unknown()),
  kid: v.optional(v.string()),
  typ: v.optional(v.string()),
  crit: v.optional(v.never()),
});
const anything = v.optional(v.unknown());
/** The claims of RFC 7523 §3 that are judged. Any other claim is ignored. */
const claimsSchema = v.object({
  iss: v.string(),
  sub: anything,
  aud: anything,
  jti: anything,
  exp: anything,
  nbf: anything,
  iat: anything,
});
/** NumericDate (RFC 7519 §2). */
const time = v.optional(v.number());
const timesSchema = v.object({ exp: time, nbf: time, iat: time });

/** A client assertion that was read. Nothing is verified yet. */
interface ReadAssertion {
  readonly text: string;
  readonly header: v.InferOutput<typeof headerSchema>;
  readonly claims: v.InferOutput<typeof claimsSchema>;
}

/** A client assertion whose signature and claims were verified. Only its `jti` was not judged. */
export interface Assertion {
  readonly jti: unknown;
  readonly exp: number;
}

/** `typ`: none, the one of any JWT, or its own (RFC 7523bis §4), so that no other JWT of that key passes for one. */
const TYPES = /^(application\/)?(jwt|client-authentication\+jwt)$/i;

/**
 * Reads an assertion, each part once.
 *
 * @throws ClientRefused `assertion_malformed`
 */
export function readAssertion(text: string): ReadAssertion {
  const [header, payload, ...rest] = text.split(".");
  if (header === undefined || payload === undefined || rest.length !== 1)
    throw new ClientRefused("assertion_malformed");
  return { text, header: readPart(header, headerSchema), claims: readPart(payload, claimsSchema) };
}

function readPart<Schema extends v.GenericSchema>(part: string, schema: Schema): v.InferOutput<Schema> {
  try {
    const read = v.safeParse(schema, readForeignJson(decodeBase64urlText(part, "assertion")));
    if (read.success) return read.output;
  } catch (cause) {
    if (cause instanceof Refused) throw new ClientRefused("assertion_malformed", undefined, { cause });
    throw cause;
  }
  throw new ClientRefused("assertion_malformed");
}

/**
 * Verifies an assertion by a key of the client that it names, and judges that it is for this server (RFC 7523 §3).
 *
 * @throws ClientRefused
 */
export async function verifyAssertion(
  assertion: ReadAssertion,
  { id, jwks }: ResourceServer,
  services: WithClock & WithConfig,
): Promise<Assertion> {
  await verifyBy(keyFor(assertion, id, jwks.keys), assertion, id);
  const { iss, sub, aud, jti } = assertion.claims;
  if (iss !== id || sub !== id) throw new ClientRefused("wrong_subject", id);
  // The issuer is the only audience, in either of the two forms that the claim may have (RFC 7519 §4.1.3).
  const [audience, ...others] = Array.isArray(aud) ? aud : [aud];
  if (audience !== services.config.issuer || others.length > 0) throw new ClientRefused("wrong_audience", id);
  const times = v.safeParse(timesSchema, assertion.claims);
  if (!times.success) throw new ClientRefused("assertion_malformed", id);
  const { exp, nbf, iat } = times.output;
  const now = secondsNow(services);
  if (nbf !== undefined && nbf > now + CLOCK_LEEWAY_SECONDS) throw new ClientRefused("not_yet", id);
  if (exp === undefined || exp <= now - CLOCK_LEEWAY_SECONDS) throw new ClientRefused("expired", id);
  if (exp > now + CLIENT_ASSERTION_SECONDS + CLOCK_LEEWAY_SECONDS) throw new ClientRefused("too_long_lived", id);
  if (iat !== undefined && iat > now + CLOCK_LEEWAY_SECONDS) throw new ClientRefused("not_yet", id);
  return { jti, exp };
}

/**
 * Finds the key that `kid` names, or the only key where the assertion or that key has no `kid`. The assertion may choose no
 * algorithm that the key is not for.
 */
function keyFor({ header: { kid, typ, alg } }: ReadAssertion, id: string, keys: readonly ClientKey[]): ClientKey {
  if (typ !== undefined && !TYPES.test(typ)) throw new ClientRefused("wrong_type", id);
  if (!CLIENT_ALGORITHMS.some((one) => one === alg)) throw new ClientRefused("wrong_algorithm", id);
  const [only, ...others] = keys;
  const isOnlyOne = others.length === 0 && (kid === undefined || only?.kid === undefined);
  const key = isOnlyOne ? only : keys.find((one) => one.kid === kid);
  if (key === undefined) throw new ClientRefused("key_unknown", id);
  if (!algorithmsOf(key).some((one) => one === alg)) throw new ClientRefused("wrong_algorithm", id);
  return key;
}

/** ES256 is checked as in our own statements, with the key kept ready; JOSE checks the other algorithms. */
async function verifyBy(key: ClientKey, { text }: ReadAssertion, id: string): Promise<void> {
  try {
    if (key.kty === "EC" && key.crv === "P-256") await verifySignature({ jws: text }, key);
    else await compactVerify(text, key, { algorithms: [...algorithmsOf(key)] });
  } catch (cause) {
    if (cause instanceof Refused || cause instanceof errors.JWSSignatureVerificationFailed)
      throw new ClientRefused("bad_signature", id, { cause });
    if (cause instanceof errors.JOSEError || cause instanceof TypeError)
      throw new ClientRefused("assertion_malformed", id, { cause });
    throw cause; // a bug
  }
}
