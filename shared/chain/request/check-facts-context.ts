import { readFacts } from "../../statements/facts.ts";
import type { RequestLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/** The context in the facts repeats exactly what the machine signed. */
export function checkFactsContext({ device, facts }: Pick<RequestLink, "device" | "facts">): void {
  const { context } = readFacts(facts);
  const said = device.claims.context;
  const names = Object.keys({ ...said, ...context }) as (keyof typeof said)[];
  for (const name of names) if (context[name] !== said[name]) refuse("facts_mismatch", `facts.context.${name}`);
}
