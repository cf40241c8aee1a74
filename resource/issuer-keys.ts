import type { PublicJwk } from "@nearside/shared/keys.ts";
import { type ServerKey, serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import { AccessRefused } from "./access-refused.ts";
import { readLimitedText } from "./read-limited-text.ts";

/** Keys older than this are read again before they are used, so that a withdrawn one ends. */
const FRESH_SECONDS = 600;
/** While the issuer cannot be read, the keys it gave last go on being used so long, and no longer. */
const STALE_SECONDS = 3600;
/** At most one try in this time, unknown `kid` or not (protocol §2). */
const TRY_EVERY_SECONDS = 60;
/** While no usable key is there, every request is refused: then sooner. */
const TRY_EVERY_SECONDS_WITHOUT_KEYS = 5;
const TIMEOUT_MS = 5000;
const MAX_BYTES = 65_536;

export interface IssuerKeysOptions {
  readonly issuer: string;
  readonly fetch: typeof globalThis.fetch;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** The signing keys of the issuer, by TLS from `{issuer}/oauth/jwks`, a fixed path (protocol §2). */
export class IssuerKeys {
  readonly #options: IssuerKeysOptions;
  #held: { readonly keys: readonly ServerKey[]; readonly at: number } | undefined;
  #triedAt: number | undefined;
  #failure: unknown;
  #pending: Promise<void> | undefined;

  constructor(options: IssuerKeysOptions) {
    this.#options = options;
  }

  /**
   * The key of that `kid`; undefined if the issuer publishes none such.
   *
   * @throws AccessRefused `issuer_unavailable`
   */
  async find(kid: string): Promise<PublicJwk | undefined> {
    if (this.#ageWithin(FRESH_SECONDS)) {
      const key = this.#key(kid);
      if (key !== undefined) return key;
    }
    await this.#readAgain();
    const key = this.#ageWithin(STALE_SECONDS) ? this.#key(kid) : undefined;
    // Perhaps the issuer has it and cannot say so now: that is not the client's fault.
    if (key === undefined && this.#failure !== undefined)
      throw new AccessRefused("issuer_unavailable", {}, { cause: this.#failure });
    return key;
  }

  #key(kid: string): PublicJwk | undefined {
    const found = this.#held?.keys.find((key) => key.kid === kid);
    return found && { kty: found.kty, crv: found.crv, x: found.x, y: found.y };
  }

  #now(): number {
    return this.#options.clock() / 1000;
  }

  /** A clock that was set back makes the keys neither fresh nor usable, until they were read again. */
  #ageWithin(seconds: number): boolean {
    const age = this.#held === undefined ? undefined : this.#now() - this.#held.at;
    return age !== undefined && age >= 0 && age < seconds;
  }

  /** One read at a time, for all who wait; a failure leaves what is held as it is. */
  #readAgain(): Promise<void> {
    if (this.#pending !== undefined) return this.#pending;
    const wait = this.#ageWithin(STALE_SECONDS) ? TRY_EVERY_SECONDS : TRY_EVERY_SECONDS_WITHOUT_KEYS;
    const since = this.#triedAt === undefined ? undefined : this.#now() - this.#triedAt;
    if (since !== undefined && since >= 0 && since < wait) return Promise.resolve();
    this.#triedAt = this.#now();
    this.#pending = this.#read()
      .then(
        (keys) => {
          this.#held = { keys, at: this.#now() };
          this.#failure = undefined;
        },
        (error: unknown) => {
          this.#failure = error ?? new Error("the keys could not be read");
        },
      )
      .finally(() => {
        this.#pending = undefined;
      });
    return this.#pending;
  }

  async #read(): Promise<readonly ServerKey[]> {
    const { issuer, fetch } = this.#options;
    // "manual" and only 200: no redirect is followed. "error" says the same, but not every runtime knows it.
    const answer = await fetch(`${issuer}/oauth/jwks`, {
      redirect: "manual",
      headers: { accept: "application/jwk-set+json, application/json" },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (answer.status !== 200) {
      await answer.body?.cancel();
      throw new Error(`the issuer answered ${answer.status} when asked for its keys`);
    }
    return serverKeysOf(JSON.parse(await readLimitedText(answer, MAX_BYTES)));
  }
}
