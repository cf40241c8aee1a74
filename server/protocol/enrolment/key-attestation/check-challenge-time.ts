import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { KeyChallenge } from "@nearside/shared/statements/key-challenge.ts";

/** Without leeway: it is the server's own clock at both times (protocol §2). @param now epoch seconds. @throws Refused */
export function checkChallengeTime({ claims }: KeyChallenge, now: number): void {
  if (now >= claims.exp) refuse("key_attestation_expired", "challenge.exp");
}
