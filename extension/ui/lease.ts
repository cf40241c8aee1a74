import { type Lease, readLease } from "@nearside/shared/oauth/lease.ts";
import {
  accessBeside,
  accessOfEarlier,
  type LeasedAccess,
  leaseCalls,
  leaseEnds,
  leaseLasts,
  STANDING_WORDS,
} from "@nearside/shared/oauth/lease-in-words.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";
import { element } from "./element.ts";
import { claimed, exact, type Row } from "./parts.ts";

// A lease (protocol §12), as it was asked for: the same facts as on the page.

/** Shows what the agent may do, beside what an earlier lease allows to which this one adds. */
export function leaseRows(lease: Lease, { earlier: details = [] }: Facts): readonly (Row | undefined)[] {
  const earlier = readLease({ authorization_details: details });
  const others = earlier === undefined ? [] : accessOfEarlier(lease, earlier);
  return [
    ["A lease for", claimed(lease.agent.name)],
    ...accessBeside(lease, earlier).map((access): Row => ["Use", accessOf(access)]),
    ["Calls", leaseCalls(lease)],
    ["Until", leaseLasts(lease)],
    ["Ends", leaseEnds(lease)],
    others.length === 0
      ? undefined
      : [
          "It has",
          element(
            "div",
            {},
            ...others.map(({ resource, scope }) =>
              element("div", {}, exact(resource), " ", scope === "" ? "" : exact(scope)),
            ),
          ),
        ],
  ];
}

/** Shows what the agent says about itself. */
export const agentRows = ({ agent, why }: Lease): readonly (Row | undefined)[] => [
  ["Agent", claimed(agent.name)],
  ["Program", claimed(agent.program)],
  why === undefined ? undefined : ["Its reason", claimed(why)],
];

function accessOf({ resource, scopes, tools, standing }: LeasedAccess): HTMLElement {
  return element(
    "div",
    {},
    exact(resource),
    standing === undefined ? "" : element("span", { class: "soft" }, ` (${STANDING_WORDS[standing].toLowerCase()})`),
    wordsOf("with", scopes, "with what it gives without a scope"),
    wordsOf("tools", tools, "any tool, since none is named"),
  );
}

const wordsOf = (before: string, names: LeasedAccess["tools"], none: string): HTMLElement =>
  names.length === 0
    ? element("div", { class: "soft" }, none)
    : element(
        "div",
        {},
        element("span", { class: "soft" }, before),
        ...names.flatMap(({ name, isNew }) => [" ", exact(name), isNew ? element("strong", {}, " new") : ""]),
      );
