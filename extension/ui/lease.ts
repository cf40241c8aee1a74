import { type Lease, readEarlierLease } from "@nearside/shared/oauth/lease.ts";
import {
  accessBeside,
  accessOfEarlier,
  type LeasedAccess,
  type LeasedLimit,
  limitsBeside,
  STANDING_WORDS,
} from "@nearside/shared/oauth/lease-in-words.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";
import { texts } from "../texts/request.ts";
import { element } from "./element.ts";
import { claimed, exact, type Row } from "./parts.ts";

// A lease (protocol §12), as it was asked for: the same facts as on the page.

/** Shows what the agent may do, beside what an earlier lease allows to which this one adds. */
export function leaseRows(lease: Lease, facts: Facts): readonly (Row | undefined)[] {
  const earlier = readEarlierLease(facts);
  const others = earlier === undefined ? [] : accessOfEarlier(lease, earlier);
  const { calls, lasts, ends } = limitsBeside(lease, earlier);
  return [
    [texts.lease.agent, claimed(lease.agent.name)],
    ...accessBeside(lease, earlier).map((access): Row => [texts.lease.api, accessOf(access)]),
    [texts.lease.calls, limitOf(calls)],
    [texts.lease.lasts, limitOf(lasts)],
    [texts.lease.ends, limitOf(ends)],
    others.length === 0
      ? undefined
      : [
          texts.lease.has,
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
  [texts.lease.name, claimed(agent.name)],
  [texts.lease.program, claimed(agent.program)],
  why === undefined ? undefined : [texts.lease.reason, claimed(why)],
];

const limitOf = ({ says, before }: LeasedLimit): string | HTMLElement =>
  before === undefined
    ? says
    : element(
        "div",
        {},
        says,
        element("strong", {}, texts.lease.change({ standing: STANDING_WORDS.more })),
        element("div", { class: "soft" }, before),
      );

function accessOf({ resource, scopes, tools, toolsBefore, standing }: LeasedAccess): HTMLElement {
  return element(
    "div",
    {},
    exact(resource),
    standing === undefined
      ? ""
      : element("span", { class: "soft" }, texts.lease.change({ standing: STANDING_WORDS[standing] })),
    wordsOf(texts.lease.scopes, scopes, texts.lease.noScope),
    wordsOf(texts.lease.tools, tools, texts.lease.anyTool),
    toolsBefore.length === 0 ? "" : wordsOf(texts.lease.toolsBefore, toolsBefore, ""),
  );
}

const wordsOf = (before: string, names: LeasedAccess["tools"], none: string): HTMLElement =>
  names.length === 0
    ? element("div", { class: "soft" }, none)
    : element(
        "div",
        {},
        element("span", { class: "soft" }, before),
        ...names.flatMap(({ name, isNew }) => [
          " ",
          exact(name),
          isNew ? element("strong", {}, ` ${texts.lease.isNew}`) : "",
        ]),
      );
