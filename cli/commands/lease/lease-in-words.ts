import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import type { ToldLease } from "../../doorway/lease-messages.ts";
import { texts } from "../../texts/commands/lease.ts";

const MINUTE = 60;

/** A lease as its person reads it. @param now seconds */
export function leaseInWords({ agent, access, ends, calls_left, idle }: ToldLease, now: number): readonly string[] {
  const left = Math.max(0, Math.ceil((ends - now) / MINUTE) * MINUTE);
  const bounds = [
    texts.shown.for({ span: spanInWords(left) }),
    ...(calls_left === null ? [] : [texts.shown.calls({ left: calls_left })]),
    ...(idle === null ? [] : [texts.shown.idle({ span: spanInWords(idle) })]),
  ];
  return [
    texts.shown.may({ agent: neutralise(agent.name), bounds: bounds.join(", ") }),
    ...access.map(({ resource, scope, tools = [] }) => {
      const what = scope === "" ? texts.shown.use : scope;
      const all = tools.length === 0 ? what : texts.shown.tools({ scope: what, tools: tools.join(", ") });
      return neutralise(`  ${resource}: ${all}`);
    }),
  ];
}
