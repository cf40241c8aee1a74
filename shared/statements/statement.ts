import type * as v from "valibot";
import { type Decoded, type HeaderOf, type KeyIn, MAX_JWS_LENGTH, type ReadingOf } from "../signing/jws.ts";
import type { Signer } from "../signing/keys.ts";
import { readOnce } from "./statement-memory.ts";

/** One kind of signed statement: its `typ`, how its key is named, the exact claims. */
export interface Statement<K extends KeyIn, Claims, Signed = Claims> {
  readonly typ: string;
  /** Signs the claims. The header carries the signer's thumbprint as `kid`, or its public key as `jwk`. */
  sign(signer: Signer, claims: Signed): Promise<string>;
  /**
   * Reads without proving: shape, type, algorithm, canonical form.
   * @throws Refused `malformed`, `wrong_type`, `wrong_algorithm`
   */
  read(jws: unknown): Promise<Decoded<HeaderOf<K>, Claims>>;
}

/** The result of {@link Statement.read} for that statement. */
export type Read<S> = S extends { read(jws: unknown): Promise<infer Decoded> } ? Decoded : never;

/**
 * Defines one kind of statement.
 *
 * @param typ of the header (RFC 8725 §3.11), by which no statement is taken for another kind
 * @param claims a strict schema: a claim that it does not name is refused
 * @param maxLength characters, for a kind that may be longer than others
 */
export function defineStatement<K extends KeyIn, Claims, Signed = Claims>(
  typ: string,
  keyIn: K,
  claims: v.GenericSchema<unknown, Claims>,
  maxLength: number = MAX_JWS_LENGTH,
): Statement<K, Claims, Signed> {
  const reading: ReadingOf<K, Claims> = { typ, keyIn, claims, maxLength };
  return {
    typ,
    sign: (signer, value) =>
      signer.sign(
        keyIn === "kid" ? { alg: "ES256", typ, kid: signer.thumbprint } : { alg: "ES256", typ, jwk: signer.jwk },
        new TextEncoder().encode(JSON.stringify(value)),
      ),
    read: (jws) => readOnce(jws, reading),
  };
}
