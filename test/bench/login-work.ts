/** The work that the server cannot do without in one login: signatures checked, signatures made, transactions committed. */
interface Work {
  readonly step: string;
  readonly checks: number;
  readonly signatures: number;
  readonly commits: number;
}

/** Protocol §4, step by step, one commit each: what may come once only (a statement's or a proof's `jti`) is written with the rest. A proof without the server's nonce is checked before it is sent back (RFC 9449 §8). */
const LOGIN_WORK: readonly Work[] = [
  { step: "4.1 device statement → request", checks: 1, signatures: 1, commits: 1 },
  { step: "4.3 nonce", checks: 0, signatures: 1, commits: 1 },
  { step: "4.4 nonce, hello, presence proof, attestation → verdict", checks: 4, signatures: 0, commits: 1 },
  { step: "4.5 decision", checks: 0, signatures: 1, commits: 1 },
  { step: "4.5 approval: the passkey's assertion", checks: 1, signatures: 0, commits: 1 },
  { step: "4.6 DPoP proof → token", checks: 2, signatures: 1, commits: 1 },
];

/** @param costs of one each, in any unit */
export function costOf(costs: { readonly check: number; readonly signature: number; readonly commit: number }): number {
  return LOGIN_WORK.reduce(
    (sum, { checks, signatures, commits }) =>
      sum + checks * costs.check + signatures * costs.signature + commits * costs.commit,
    0,
  );
}
