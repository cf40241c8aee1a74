import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import type { ToldLease } from "../../doorway/lease-messages.ts";

const MINUTE = 60;

/** A lease as its person reads it. @param now seconds */
export function leaseInWords({ agent, access, ends, calls_left, idle }: ToldLease, now: number): readonly string[] {
  const left = Math.max(0, Math.ceil((ends - now) / MINUTE) * MINUTE);
  const bounds = [
    `for ${spanInWords(left)}`,
    ...(calls_left === null ? [] : [calls_left === 1 ? "1 call" : `${calls_left} calls`]),
    ...(idle === null ? [] : [`until it lies idle for ${spanInWords(idle)}`]),
  ];
  return [
    `${neutralise(agent.name)} may, ${bounds.join(", ")}:`,
    ...access.map(({ resource, scope, tools = [] }) => {
      const what = scope === "" ? "use" : scope;
      const with_ = tools.length === 0 ? "" : `, tools ${tools.join(", ")}`;
      return neutralise(`  ${resource}: ${what}${with_}`);
    }),
  ];
}
