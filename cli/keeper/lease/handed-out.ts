import type { LeaseToken } from "../../doorway/lease-messages.ts";
import { Problem } from "../../problems/problem.ts";
import { texts } from "../../texts/keeper.ts";

/** Tokens that are known at a time. One that is forgotten gets no further proof. */
const MOST_KNOWN = 256;
/** Proofs for one token: the server keeps so many calls of one (protocol §12.3). */
const MOST_PROOFS = 64;
/** A token with so few proofs left is not given again: a call may need two, where an API wants a nonce. */
const FEW = 2;

interface Known {
  readonly jti: string;
  proofs: number;
}

/**
 * The tokens of one lease that processes of its tree have got, to make their own requests. Each request needs a proof by the lease's key, which
 * never leaves the keeper: so it knows of each.
 */
export class HandedOut {
  readonly #known = new Map<string, Known>();

  /** @param ath base64url(SHA-256) of the token (RFC 9449 §4.2) */
  note(ath: string, { jti }: LeaseToken): void {
    if (!this.#known.has(ath)) this.#known.set(ath, { jti, proofs: 0 });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_KNOWN && oldest !== undefined) this.#known.delete(oldest);
  }

  /** True while a caller can continue with that token. */
  isGood({ jti }: LeaseToken): boolean {
    const proofs = [...this.#known.values()].find((each) => each.jti === jti)?.proofs ?? 0;
    return proofs <= MOST_PROOFS - FEW;
  }

  /**
   * Counts a proof for that token.
   *
   * @returns its id; undefined if it was never handed out
   * @throws Problem `keeper_refused` if it has had as many as are told
   */
  count(ath: string): string | undefined {
    const known = this.#known.get(ath);
    if (known === undefined) return undefined;
    if (known.proofs >= MOST_PROOFS) throw new Problem("keeper_refused", USED);
    known.proofs += 1;
    return known.jti;
  }

  clear(): void {
    this.#known.clear();
  }
}

const USED = texts.lease.tokenFull;
