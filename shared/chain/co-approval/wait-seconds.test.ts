import { expect, it } from "vitest";
import { waitSeconds } from "./wait-seconds.ts";

const lease = {
  ...{ type: "nearside_lease", agent: { name: "Claude Code", program: "/usr/bin/claude" } },
  ...{ access: [{ resource: "https://orders.example", scope: "read" }], for: 600, why: "tests" },
};
const lifetime = { access_token: 300, refresh_token: 600 };
const second = { approvers: [], within: 900 };
const plain = { authorization_details: [] };

it.each([
  ["nobody is asked", { lifetime }, plain, 0],
  ["nothing else limits it", { lifetime, second }, plain, 900],
  ["a rule wants a fresh touch", { lifetime, second, require: { fresh_touch: 120 } }, plain, 120],
  ["an API wants a fresh approval", { lifetime, second }, { ...plain, max_age: 240 }, 240],
  ["the lease is shorter", { lifetime, second }, { authorization_details: [lease] }, 600],
  ["the rule is the shortest", { lifetime, second: { ...second, within: 300 } }, { ...plain, max_age: 3600 }, 300],
])("other people have as long as they may where %s", (_where, decision, facts, seconds) => {
  expect(waitSeconds(decision, facts)).toBe(seconds);
});
