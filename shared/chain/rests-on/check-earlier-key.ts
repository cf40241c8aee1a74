import type { RestingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The device key is stored where it was stored then, or has moved from a file to the keyring: it never moves otherwise
 * (protocol §3.9).
 *
 * @throws Refused `standing_mismatch`
 */
export function checkEarlierKey({ decision, earlier }: Pick<RestingLink, "decision" | "earlier">): void {
  if (earlier === null) return;
  const [now, then] = [decision.claims.key_storage, earlier.decision.claims.key_storage];
  if (now !== then && !(then === "file" && now === "keyring")) refuse("standing_mismatch", "rests_on.key_storage");
}
