import { type PublicJwk, publicJwkSchema, type Signer, thumbprintOf, webCryptoSigner } from "@nearside/shared/keys.ts";
import { exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import * as v from "valibot";
import { append } from "../audit/event-log.ts";
import { signingKeyCreated } from "../audit/events/signing-key-created.ts";
import type { Clock } from "../ground.ts";
import type { Db } from "../store/database.ts";

/** One key of the JWK Set (RFC 7517 §4). */
export interface PublishedKey extends PublicJwk {
  readonly kid: string;
  readonly alg: "ES256";
  readonly use: "sig";
}

export interface SigningKeys {
  /** Signs everything the server signs; its thumbprint is the `kid`. */
  readonly signer: Signer;
  /** The JWK Set: the active key, and those retired, whose signatures are still about. Newest first. */
  readonly jwks: { readonly keys: readonly PublishedKey[] };
}

const privateJwkSchema = v.strictObject({ ...publicJwkSchema.entries, d: v.string() });

/** The server's keys (protocol §2); the first start makes one. */
export async function loadSigningKeys(db: Db, clock: Clock): Promise<SigningKeys> {
  const rows = await readKeys(db);
  if (!rows.some((row) => row.state === "active")) {
    await makeKey(db, clock);
    return loadSigningKeys(db, clock);
  }
  const active = rows.find((row) => row.state === "active");
  if (active === undefined) throw new Error("no active signing key");
  const { d, ...jwk } = v.parse(privateJwkSchema, JSON.parse(active.private_jwk));
  const privateKey = await importJWK({ ...jwk, d }, "ES256", { extractable: false });
  if (privateKey instanceof Uint8Array) throw new Error("the signing key is not an ES256 key");
  return {
    signer: await webCryptoSigner(privateKey, jwk),
    jwks: {
      keys: rows.map((row) => ({
        ...v.parse(publicJwkSchema, JSON.parse(row.public_jwk)),
        kid: row.kid,
        alg: "ES256",
        use: "sig",
      })),
    },
  };
}

const readKeys = (db: Db) => db.selectFrom("signing_keys").selectAll().orderBy("created_at", "desc").execute();

/** The randomness of a key is WebCrypto's own. */
async function makeKey(db: Db, clock: Clock): Promise<void> {
  const pair = await generateKeyPair("ES256", { extractable: true });
  const publicJwk = v.parse(publicJwkSchema, await exportJWK(pair.publicKey));
  const privateJwk: JWK = await exportJWK(pair.privateKey);
  const kid = await thumbprintOf(publicJwk);
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto("signing_keys")
      .values({
        kid,
        private_jwk: JSON.stringify(privateJwk),
        public_jwk: JSON.stringify(publicJwk),
        state: "active",
        created_at: clock(),
      })
      .execute();
    await append(trx, signingKeyCreated(clock(), kid, { alg: "ES256" }));
  });
}
