import { describe, expect, it } from "vitest";
import { checkProxy } from "./check-proxy.ts";

describe("a proxy", () => {
  it("is named by the variables that name it", () => {
    expect(checkProxy({ HTTPS_PROXY: "http://proxy:3128", https_proxy: "", no_proxy: "localhost" })).toMatchObject([
      { about: "proxy", state: "notice", says: "HTTPS_PROXY names a proxy, which Nearside does not use." },
    ]);
  });

  it("is not said where the environment names none", () => {
    expect(checkProxy({ PATH: "/bin", HTTPS_PROXY: "" })).toEqual([]);
  });
});
