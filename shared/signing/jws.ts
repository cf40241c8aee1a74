import * as v from "valibot";
import { decodeBase64url, decodeBase64urlText } from "../encoding/base64url.ts";
import { readForeignJson, readJson } from "../encoding/json.ts";
import { readShape } from "../encoding/read-shape.ts";
import { sha256Base64url } from "../encoding/sha256.ts";
import { sha256TextSchema } from "../ids.ts";
import { Refused } from "../refused.ts";
import { verifyEs256 } from "./es256.ts";
import { foreignJwkSchema, type PublicJwk, publicJwkSchema } from "./keys.ts";

/** Characters. Our statements are small; a kind that may be longer says so. */
export const MAX_JWS_LENGTH = 16_384;

/** A compact JWS as a member of a body: only its length is judged here, the rest by {@link decodeJws}. */
export const jwsSchema = v.pipe(v.string(), v.minLength(16), v.maxLength(MAX_JWS_LENGTH));

/** A compact JWS that was read, but whose signature is not checked yet. */
export interface Decoded<Header, Claims> {
  readonly jws: string;
  readonly header: Header;
  readonly claims: Claims;
  /** H(x) of protocol §2. */
  readonly hash: string;
}

/**
 * The header member by which the verifier finds the key: `kid` names it, or `jwk` carries it if protocol §3–§4 say
 * so.
 */
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
/** Members by which a sender would have the reader fetch keys, or obey what it does not know. */
const DANGEROUS = ["jku", "x5u", "x5c", "crit"];
const foreignJwkHeaderSchema = v.pipe(
  v.looseObject({ ...jwkHeaderSchema.entries, jwk: foreignJwkSchema }),
  v.check((header) => !DANGEROUS.some((name) => Object.hasOwn(header, name))),
  v.transform(({ alg, typ, jwk }): JwkHeader => ({ alg, typ, jwk })),
);
const anyHeaderSchema = v.looseObject({ alg: v.optional(v.unknown()), typ: v.optional(v.unknown()) });

const readPart = (part: string, field: string, read: typeof readJson): unknown =>
  read(decodeBase64urlText(part, field));

/** Reads the header. `typ` and `alg` come first, since each has its own refusal. */
function readHeader<K extends KeyIn>(
  part: string,
  { typ, keyIn, foreign = false }: { readonly typ: string; readonly keyIn: K; readonly foreign?: boolean },
): HeaderOf<K> {
  const value = readPart(part, "header", foreign ? readForeignJson : readJson);
  const any = v.safeParse(anyHeaderSchema, value);
  if (!any.success) throw new Refused("malformed", "header");
  if (any.output.typ !== typ) throw new Refused("wrong_type", "typ");
  if (any.output.alg !== "ES256") throw new Refused("wrong_algorithm", "alg");
  const ownSchema = keyIn === "kid" ? kidHeaderSchema : jwkHeaderSchema;
  const schema = foreign && keyIn === "jwk" ? foreignJwkHeaderSchema : ownSchema;
  const header = v.safeParse(schema, value);
  if (!header.success) throw new Refused("malformed", "header");
  return header.output as HeaderOf<K>;
}

/** Tells how a compact JWS of one kind is read. */
export interface ReadingOf<K extends KeyIn, Claims> {
  readonly typ: string;
  readonly keyIn: K;
  readonly claims: v.GenericSchema<unknown, Claims>;
  readonly maxLength?: number;
  /**
   * True for a kind that other people's libraries make too: its JSON may be written in any way, and unknown members of the
   * header and of its key are ignored (RFC 7515 §4, RFC 7517 §4).
   */
  readonly foreign?: boolean;
}

/**
 * Reads a compact JWS (RFC 7515 §7.1) of one `typ`: canonical base64url, canonical JSON, the exact header and the exact
 * claims. It proves nothing yet: see {@link verifySignature}.
 *
 * @throws Refused `malformed`, `wrong_type`, `wrong_algorithm`
 */
export async function decodeJws<K extends KeyIn, Claims>(
  jws: unknown,
  expected: ReadingOf<K, Claims>,
): Promise<Decoded<HeaderOf<K>, Claims>> {
  if (typeof jws !== "string" || jws.length > (expected.maxLength ?? MAX_JWS_LENGTH))
    throw new Refused("malformed", "jws");
  const [head, payload, signature, ...rest] = jws.split(".");
  if (head === undefined || payload === undefined || signature === undefined || rest.length > 0)
    throw new Refused("malformed", "jws");
  const header = readHeader(head, expected);
  const read = expected.foreign === true ? readForeignJson : readJson;
  const claims = readShape(expected.claims, readPart(payload, "payload", read), "claims");
  if (!claims.success) throw new Refused("malformed", claims.field);
  // RFC 7518 §3.4: the signature is R ‖ S, 32 octets each, never DER
  if (decodeBase64url(signature, "signature").length !== 64) throw new Refused("malformed", "signature");
  return { jws, header, claims: claims.output, hash: await sha256Base64url(jws) };
}

/**
 * Checks the signature with that key and no other.
 *
 * @throws Refused `bad_signature`
 */
export async function verifySignature({ jws }: { readonly jws: string }, key: PublicJwk): Promise<void> {
  const end = jws.lastIndexOf(".");
  let isGood: boolean;
  try {
    isGood = await verifyEs256(jws.slice(0, end), decodeBase64url(jws.slice(end + 1), "signature"), key);
  } catch (cause) {
    throw new Refused("bad_signature", "signature", { cause });
  }
  if (!isGood) throw new Refused("bad_signature", "signature");
}
