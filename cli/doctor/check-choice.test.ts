import { describe, expect, it } from "vitest";
import { newDeviceKey } from "../keys/device-key.ts";
import { Problem } from "../problems/problem.ts";
import type { Chosen } from "../settings/choose.ts";
import { machineWith } from "../testing/enrolled-machine.ts";
import { checkChoice } from "./check-choice.ts";

const refusing = (code: ConstructorParameters<typeof Problem>[0]) =>
  checkChoice(() => Promise.reject(new Problem(code)));

describe("which enrolment a login here is for", () => {
  it("is said where it is clear", async () => {
    const machine = machineWith("https://login.example", { id: "us_1", name: "alice" }, await newDeviceKey());
    const chosen: Chosen = { machine, profile: null, because: "only", defaults: {}, asFolderSays: undefined };
    const found = await checkChoice(async () => chosen);
    expect(found.chosen).toBe(chosen);
    expect(found.findings).toMatchObject([
      { state: "good", says: "A login here is for alice at https://login.example." },
    ]);
  });

  it.each([
    ["managed_unreadable", "bad"],
    ["profile_unusable", "bad"],
    ["folder_file_refused", "bad"],
    ["several_enrolments", "notice"],
  ] as const)("is found wanting where it ends with %s", async (code, state) => {
    const { chosen, findings } = await refusing(code);
    expect(chosen).toBeUndefined();
    expect(findings).toMatchObject([{ about: "choice", state, cure: new Problem(code).message }]);
  });

  it("is left to another check where nothing was chosen", async () => {
    expect(await refusing("machine_not_enrolled")).toEqual({ chosen: undefined, findings: [] });
  });
});
