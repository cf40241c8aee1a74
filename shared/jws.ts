import * as v from "valibot";
import { decodeBase64url } from "./base64url.ts";
import { verifyEs256 } from "./es256.ts";
import { fieldOf } from "./field-of.ts";
import { sha256TextSchema } from "./ids.ts";
import { readJson } from "./json.ts";
import { type PublicJwk, publicJwkSchema } from "./keys.ts";
import { Refused } from "./refused.ts";
import { sha256Base64url } from "./sha256.ts";

/** A statement is small; anything longer is not ours, but where its kind says so. Characters. */
export const MAX_JWS_LENGTH = 16_384;

/** A compact JWS that was read but whose signature nobody checked yet. */
export interface Decoded<Header, Claims> {
  readonly jws: string;
  readonly header: Header;
  readonly claims: Claims;
  /** H(x) of protocol §2. */
  readonly hash: string;
}

/** Where the verifier finds the key: named by `kid`, or carried as `jwk` where protocol §3–§4 say so. */
export type KeyIn = "kid" | "jwk";

export interface KidHeader {
  readonly alg: "ES256";
  readonly typ: string;
  readonly kid: string;
}
export interface JwkHeader {
  readonly alg: "ES256";
  readonly typ: string;
  readonly jwk: PublicJwk;
}
export type HeaderOf<K extends KeyIn> = K extends "kid" ? KidHeader : JwkHeader;

const kidHeaderSchema = v.strictObject({ alg: v.literal("ES256"), typ: v.string(), kid: sha256TextSchema });
const jwkHeaderSchema = v.strictObject({ alg: v.literal("ES256"), typ: v.string(), jwk: publicJwkSchema });
const anyHeaderSchema = v.looseObject({ alg: v.optional(v.unknown()), typ: v.optional(v.unknown()) });

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function readPart(part: string, field: string): unknown {
  let text: string;
  try {
    text = utf8.decode(decodeBase64url(part, field));
  } catch (cause) {
    if (cause instanceof Refused) throw cause;
    throw new Refused("malformed", field, { cause });
  }
  return readJson(text);
}

/** The header, by shape: `typ` and `alg` first, since each has its own refusal. */
function readHeader<K extends KeyIn>(part: string, typ: string, keyIn: K): HeaderOf<K> {
  const value = readPart(part, "header");
  const any = v.safeParse(anyHeaderSchema, value);
  if (!any.success) throw new Refused("malformed", "header");
  if (any.output.typ !== typ) throw new Refused("wrong_type", "typ");
  if (any.output.alg !== "ES256") throw new Refused("wrong_algorithm", "alg");
  const schema = keyIn === "kid" ? kidHeaderSchema : jwkHeaderSchema;
  const header = v.safeParse(schema, value);
  if (!header.success) throw new Refused("malformed", "header");
  return header.output as HeaderOf<K>;
}

/**
 * Reads a compact JWS (RFC 7515 §7.1) of one `typ`: canonical base64url, canonical JSON, the exact header and the exact
 * claims. It proves nothing yet: see {@link verifySignature}.
 *
 * @throws Refused `malformed`, `wrong_type`, `wrong_algorithm`
 */
export async function decodeJws<K extends KeyIn, Claims>(
  jws: unknown,
  expected: {
    readonly typ: string;
    readonly keyIn: K;
    readonly claims: v.GenericSchema<unknown, Claims>;
    readonly maxLength?: number;
  },
): Promise<Decoded<HeaderOf<K>, Claims>> {
  if (typeof jws !== "string" || jws.length > (expected.maxLength ?? MAX_JWS_LENGTH))
    throw new Refused("malformed", "jws");
  const [head, payload, signature, ...rest] = jws.split(".");
  if (head === undefined || payload === undefined || signature === undefined || rest.length > 0)
    throw new Refused("malformed", "jws");
  const header = readHeader(head, expected.typ, expected.keyIn);
  const claims = v.safeParse(expected.claims, readPart(payload, "payload"));
  if (!claims.success) throw new Refused("malformed", fieldOf(claims.issues[0], "claims"));
  // RFC 7518 §3.4: R ‖ S of 32 octets each, never DER
  if (decodeBase64url(signature, "signature").length !== 64) throw new Refused("malformed", "signature");
  return { jws, header, claims: claims.output, hash: await sha256Base64url(jws) };
}

/**
 * Checks the signature with that key and no other.
 *
 * @throws Refused `bad_signature`
 */
export async function verifySignature(decoded: { readonly jws: string }, key: PublicJwk): Promise<void> {
  try {
    await verifyEs256(decoded.jws, key);
  } catch (cause) {
    throw new Refused("bad_signature", "signature", { cause });
  }
}
