import { describe, expect, it } from "vitest";
import { checkProxy } from "./check-proxy.ts";

describe("a proxy", () => {
  it("is named by the variables that name it", () => {
    expect(checkProxy({ HTTPS_PROXY: "http://proxy:3128", https_proxy: "", no_proxy: "localhost" })).toMatchObject([
      { about: "proxy", state: "notice", says: "A proxy is set (HTTPS_PROXY). Nearside does not use it." },
    ]);
  });

  it("is not said where the environment names none", () => {
    expect(checkProxy({ PATH: "/bin", HTTPS_PROXY: "" })).toEqual([]);
  });
});
