import { describe, expect, it } from "vitest";
import { bridgeScripts, scriptChanges } from "./issuer-scripts.ts";

describe("the bridge's pages", () => {
  it("are each host's own pages, without the port that Firefox does not take", () => {
    expect(bridgeScripts(["https://login.example:8443", "https://login.example", "http://[::1]:4790"])).toEqual([
      {
        id: "bridge 4 https://login.example/*",
        matches: ["approve/*", "authorize*", "enroll/*", "console*", "account*", "approvals*"].map(
          (page) => `https://login.example/${page}`,
        ),
      },
      {
        id: "bridge 4 http://[::1]/*",
        matches: ["approve/*", "authorize*", "enroll/*", "console*", "account*", "approvals*"].map(
          (page) => `http://[::1]/${page}`,
        ),
      },
    ]);
  });

  it("are registered where they are missing and given up where the last enrolment is gone", () => {
    const wanted = bridgeScripts(["https://a.example", "https://b.example"]);
    const registered = [{ id: "bridge 4 https://b.example/*" }, { id: "bridge https://old.example/*" }];
    const { add, drop } = scriptChanges(registered, wanted);
    expect(add.map(({ id }) => id)).toEqual(["bridge 4 https://a.example/*"]);
    expect(drop).toEqual(["bridge https://old.example/*"]);
  });
});
