import { CLOCK_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import { AccessRefused } from "../access-refused.ts";
import { checkReplay } from "../proof/check-replay.ts";
import type { ReplayStore } from "../proof/replay-store.ts";
import type { TokenClaims } from "./token-claims.ts";

/** The lease that a token came out of (protocol §12.2): an agent uses it, for a person who approved that. */
export interface AccessLease {
  /** The lease's id, as account and console of the login server show it. */
  readonly id: string;
  /** The agent's name, reported by its machine and not verified. */
  readonly agent: string;
  /** The tools of this API that it may use; undefined if no tool was named. */
  readonly tools: readonly string[] | undefined;
  /** True if the token was for this one request. */
  readonly once: boolean;
}

const AGENT = "agent:";

/** @returns undefined for a token that came out of no lease */
export function leaseOf({ lease, act }: TokenClaims): AccessLease | undefined {
  if (lease === undefined) return undefined;
  let actor = act;
  while (actor !== undefined && actor.lease === undefined) actor = actor.act;
  const name = actor?.sub ?? "";
  return {
    id: lease.id,
    agent: name.startsWith(AGENT) ? name.slice(AGENT.length) : name,
    tools: lease.tools,
    once: lease.once === true,
  };
}

/**
 * Checks that a token for one request was not used before. It is remembered where proofs are, so instances that share that memory take it
 * once together. This comes last: a request that was refused for anything else has not used it.
 *
 * @throws AccessRefused `token_used`, `too_many_requests`, `replay_store_full`, `replay_store_unavailable`
 */
export async function checkUsedOnce({ lease, jti, exp, sub }: TokenClaims, replays: ReplayStore): Promise<void> {
  if (lease?.once !== true) return;
  const use = { jkt: "token", jti, expires: exp + CLOCK_LEEWAY_SECONDS + 1 };
  await checkReplay(use, sub, replays, "token_used");
}

/** Checks that the lease, if there is one, allows that tool of this API. @throws AccessRefused `tool_refused` */
export function checkTool(claims: TokenClaims, name: string): void {
  const tools = claims.lease?.tools;
  if (tools !== undefined && !tools.includes(name)) throw new AccessRefused("tool_refused");
}
