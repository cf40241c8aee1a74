import { type PublicJwk, publicJwkSchema, type Signer, thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { webCryptoSigner } from "@nearside/shared/signing/web-crypto-signer.ts";
import { createStore, del, get, set } from "idb-keyval";
import * as v from "valibot";
import { ConsoleProblem } from "../problem.ts";

/**
 * Proves that a request comes from the page that signed in. The key cannot leave the browser, because its private part
 * is not extractable.
 */
export interface SessionKey {
  readonly privateKey: CryptoKey;
  readonly jwk: PublicJwk;
  readonly jkt: string;
  /** Milliseconds by which the server's clock is ahead of this browser's: a proof states the server's time. */
  readonly serverIsAheadBy: number;
}

/** Keeps the key for this origin, so that all its tabs share one session. */
export interface KeyStore {
  read(): Promise<SessionKey | undefined>;
  keep(key: SessionKey): Promise<void>;
  forget(): Promise<void>;
}

const P256 = { name: "ECDSA", namedCurve: "P-256" } as const;

export async function newSessionKey(serverIsAheadBy: number): Promise<SessionKey> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(P256, false, ["sign", "verify"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", publicKey);
  const jwk = v.parse(publicJwkSchema, { kty, crv, x, y });
  return { privateKey, jwk, jkt: await thumbprintOf(jwk), serverIsAheadBy };
}

export const signerOf = ({ privateKey, jwk }: SessionKey): Promise<Signer> => webCryptoSigner(privateKey, jwk);

/** @throws ConsoleProblem `key_not_kept` if the browser stores no key for this origin */
export function indexedDbKeyStore(): KeyStore {
  const store = createStore("nearside-console", "session");
  const refuse = (cause: unknown): never => {
    throw new ConsoleProblem("key_not_kept", { cause });
  };
  return {
    read: () => get<SessionKey>("key", store).catch(refuse),
    keep: (key) => set("key", key, store).catch(refuse),
    forget: () => del("key", store).catch(refuse),
  };
}
