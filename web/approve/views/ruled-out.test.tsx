import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { problemNamed } from "../../problem-named.ts";
import { RuledOutView } from "./ruled-out.tsx";

const DENIED = problemNamed("rule_denied");
const fact = (value: string) => ({ value, age: 90, source: "lsblk" });
const shown = (posture?: unknown): string =>
  renderToStaticMarkup(<RuledOutView problem={{ ...DENIED, rules: [], posture }} />);

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
