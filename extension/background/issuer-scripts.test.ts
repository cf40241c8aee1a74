import { describe, expect, it } from "vitest";
import { bridgeScripts, scriptChanges } from "./issuer-scripts.ts";

describe("the bridge's pages", () => {
  it("are each host's approval and enrolment pages, without the port that Firefox does not take", () => {
    expect(bridgeScripts(["https://login.example:8443", "https://login.example", "http://[::1]:4790"])).toEqual([
      {
        id: "bridge https://login.example/*",
        matches: ["https://login.example/approve/*", "https://login.example/enroll/*"],
      },
      { id: "bridge http://[::1]/*", matches: ["http://[::1]/approve/*", "http://[::1]/enroll/*"] },
    ]);
  });

  it("are registered where they are missing and given up where the last enrolment is gone", () => {
    const wanted = bridgeScripts(["https://a.example", "https://b.example"]);
    const registered = [{ id: "bridge https://b.example/*" }, { id: "bridge https://old.example/*" }];
    const { add, drop } = scriptChanges(registered, wanted);
    expect(add.map(({ id }) => id)).toEqual(["bridge https://a.example/*"]);
    expect(drop).toEqual(["bridge https://old.example/*"]);
  });
});
