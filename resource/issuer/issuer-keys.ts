import { ENDPOINTS } from "@nearside/shared/oauth/endpoints.ts";
import { type ServerKey, serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import type { PublicJwk } from "@nearside/shared/signing/keys.ts";
import { AccessRefused } from "../access-refused.ts";
import { HeldDocument } from "./held-document.ts";
import { readFromIssuer } from "./read-from-issuer.ts";

/** Keys older than this are read again before they are used, so that a withdrawn key ends. */
const FRESH_SECONDS = 600;
/** While the issuer cannot be read, its last keys are used for this time and no longer. */
const STALE_SECONDS = 3600;
/** There is at most one try in this time, even for an unknown `kid` (protocol §2). */
const TRY_EVERY_SECONDS = 60;
/** Without a usable key every request is refused, so the next try comes sooner. */
const TRY_EVERY_SECONDS_WITHOUT_KEYS = 5;
const MAX_BYTES = 65_536;
const ACCEPT = "application/jwk-set+json, application/json";

export interface IssuerOptions {
  readonly issuer: string;
  readonly fetch: typeof globalThis.fetch;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** The signing keys of the issuer, by TLS from `{issuer}/oauth/jwks`, a fixed path (protocol §2). */
export class IssuerKeys {
  readonly #document: HeldDocument<readonly ServerKey[]>;

  constructor({ issuer, fetch, clock }: IssuerOptions) {
    const source = { url: `${issuer}${ENDPOINTS.jwks_uri}`, accept: ACCEPT, maxBytes: MAX_BYTES };
    const read = async () => serverKeysOf(JSON.parse(await readFromIssuer(fetch, source)));
    this.#document = new HeldDocument(read, clock);
  }

  /**
   * The key of that `kid`; undefined if the issuer publishes none such.
   *
   * @throws AccessRefused `issuer_unavailable`
   */
  async find(kid: string): Promise<PublicJwk | undefined> {
    const fresh = this.#key(kid, FRESH_SECONDS);
    if (fresh !== undefined) return fresh;
    const usable = this.#usableFor(STALE_SECONDS) !== undefined;
    await this.#document.readAgain(usable ? TRY_EVERY_SECONDS : TRY_EVERY_SECONDS_WITHOUT_KEYS);
    const key = this.#key(kid, STALE_SECONDS);
    const { failure } = this.#document;
    // The issuer may have the key and be unable to say so now, which is no mistake of the client.
    if (key === undefined && failure !== undefined)
      throw new AccessRefused("issuer_unavailable", {}, { cause: failure });
    return key;
  }

  #key(kid: string, maxAge: number): PublicJwk | undefined {
    const found = this.#usableFor(maxAge)?.find((key) => key.kid === kid);
    return found && { kty: found.kty, crv: found.crv, x: found.x, y: found.y };
  }

  #usableFor(seconds: number): readonly ServerKey[] | undefined {
    const { held } = this.#document;
    return held !== undefined && held.age < seconds ? held.value : undefined;
  }
}
