import { redirectOf } from "../../statements/elsewhere.ts";
import { readFacts } from "../../statements/facts.ts";
import type { RequestLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The context in the facts, and the program that the machine vouches for, repeat exactly what the machine signed.
 *
 * @throws Refused `facts_mismatch`
 */
export function checkFactsContext({ device, facts }: Pick<RequestLink, "device" | "facts">): void {
  const { context, redirect } = readFacts(facts);
  const signed = device.claims.context;
  const names = Object.keys({ ...signed, ...context }) as (keyof typeof signed)[];
  for (const name of names) if (context[name] !== signed[name]) refuse("facts_mismatch", `facts.context.${name}`);
  // one schema read both, so equal values have equal JSON
  if (JSON.stringify(redirect) !== JSON.stringify(redirectOf(device))) refuse("facts_mismatch", "facts.redirect");
}
