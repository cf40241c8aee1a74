import { expect, it } from "vitest";
import { sudoSentence, sudoUser } from "./sudo.ts";

it.each([
  ["root", { SUDO_USER: "alice" }, "alice"],
  ["root", { SUDO_USER: "root" }, undefined],
  ["root", {}, undefined],
  ["root", { SUDO_USER: "" }, undefined],
  ["bob", { SUDO_USER: "alice" }, undefined],
])("of %s with %j the person at sudo is %s", (account, env, user) => {
  expect(sudoUser({ account, env })).toBe(user);
});

it("names sudo as the cause, and whose keys are not seen", () => {
  expect(sudoSentence("alice")).toMatch(/sudo.*not those of alice.*without sudo/);
});
