import { describe, expect, it } from "vitest";
import { routeOf } from "./route.ts";

const ID = "AAAAAAAAAAAAAAAAAAAAAA";

describe("which page a path names", () => {
  it("knows its pages", () => {
    expect(routeOf("/")).toEqual({ page: "front" });
    expect(routeOf("/get")).toEqual({ page: "get" });
    expect(routeOf(`/approve/rq_${ID}`)).toEqual({ page: "approve", requestId: `rq_${ID}` });
    expect(routeOf(`/enroll/en_${ID}`)).toEqual({ page: "enroll", enrolmentId: `en_${ID}` });
    for (const path of [
      "/console",
      "/console/people",
      "/console/people/us_1/machines",
      "/account",
      "/account/passkeys",
    ])
      expect(routeOf(path)).toEqual({ page: "console" });
  });
  it.each([
    "",
    "/approve",
    "/approve/",
    "/get/",
    "/get/nearside-0.2.0.tgz",
    `/approve/en_${ID}`,
    `/approve/rq_${ID}/`,
    `/approve/rq_${ID}x`,
    `/approve/rq_${ID}%00`,
    "/approve/../enroll",
    `/enroll/rq_${ID}`,
    `//approve/rq_${ID}`,
    "/consoles",
    "//console",
  ])("has no page for %j", (path) => {
    expect(routeOf(path)).toEqual({ page: "nowhere" });
  });
});
