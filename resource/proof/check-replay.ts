import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { AccessRefused } from "../access-refused.ts";
import type { Proof } from "./check-proof.ts";
import { type ReplayStore, ReplayStoreFull } from "./replay-store.ts";

/**
 * Checks that the proof was never seen before (RFC 9449 §11.1). This check comes last, so that no proof of a stranger,
 * and none with a revoked token, is remembered.
 *
 * @param user the token's `sub`
 * @param code for what counts once and was seen
 * @throws AccessRefused `proof_replayed`, `too_many_requests`, `replay_store_full`, `replay_store_unavailable`
 */
export async function checkReplay(
  { jkt, jti, expires }: Pick<Proof, "jkt" | "jti" | "expires">,
  user: string,
  replays: ReplayStore,
  code: "proof_replayed" | "token_used" = "proof_replayed",
): Promise<void> {
  if (await wasSeen(replays, await sha256Base64url(`${jkt}.${jti}`), expires, user)) throw new AccessRefused(code);
}

/** Fails closed: a store that cannot answer lets nothing through. */
async function wasSeen(replays: ReplayStore, key: string, expires: number, user: string): Promise<boolean> {
  let seen: unknown;
  try {
    seen = await replays.seen(key, expires, user);
  } catch (cause) {
    if (!(cause instanceof ReplayStoreFull)) throw new AccessRefused("replay_store_unavailable", {}, { cause });
    throw new AccessRefused(cause.whose === "user" ? "too_many_requests" : "replay_store_full", {}, { cause });
  }
  if (typeof seen !== "boolean") {
    const cause = new TypeError("ReplayStore.seen must answer true or false");
    throw new AccessRefused("replay_store_unavailable", {}, { cause });
  }
  return seen;
}
