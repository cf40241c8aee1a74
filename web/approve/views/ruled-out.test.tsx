import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { problemNamed } from "../../problem-named.ts";
import { RuledOutView } from "./ruled-out.tsx";

const CLOCK = { now: () => 1_000_000, everySecond: () => () => undefined, after: () => () => undefined };
const DENIED = problemNamed("rule_denied");
const fact = (value: string) => ({ value, age: 90, source: "lsblk" });
const shown = (posture?: unknown): string =>
  renderToStaticMarkup(<RuledOutView problem={{ ...DENIED, rules: [], posture }} clock={CLOCK} />);

it("shows the machine's report of what rules look at as not verified, and what its person can do", () => {
  const page = shown({ os: "macOS (Darwin 25)", facts: { disk_encryption: fact("off"), firewall: fact("on") } });
  expect(page).toContain("Disk encryption: off (lsblk, 1 minute ago)");
  expect(page).toContain("Turn on FileVault");
  expect(page).toContain("Reported by the machine, not verified");
  expect(page).not.toContain("Firewall");
  expect(shown({ os: "?", facts: { updates: fact("unknown") } })).toContain("Updates: unknown (lsblk, 1 minute ago)");
});

it.each([
  ["nothing that is wrong", { os: "Linux", facts: { firewall: fact("on") } }],
  ["nothing", undefined],
  ["something that nobody can read", { os: "Linux", facts: { firewall: { value: "<b>" } } }],
])("shows no such part for %s", (_what, posture) => {
  expect(shown(posture)).not.toContain("not verified");
});

it("names who does not count yet and from when they do, where too few other people can approve", () => {
  const problem = {
    ...problemNamed("co_approver_missing"),
    ...{ rules: [], newcomers: [{ name: "bea", counts_from: 1000 + 45 * 60 }] },
  };
  const page = renderToStaticMarkup(<RuledOutView problem={problem} clock={CLOCK} />);
  expect(page).toContain("bea");
  expect(page).toContain("counts in 45 minutes");
  expect(page).toContain("once enough of them count");
  const nobody = renderToStaticMarkup(<RuledOutView problem={{ ...problem, newcomers: [] }} clock={CLOCK} />);
  expect(nobody).toContain("name more people");
});
