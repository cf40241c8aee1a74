import type { ROLES } from "@nearside/shared/roles.ts";
import { describe, expect, it } from "vitest";
import { sectionAt, sectionsFor } from "./sections.ts";

describe("the navigation", () => {
  it("shows what the role includes, and nothing else", () => {
    const pages = [
      { path: "/console", permission: "account" },
      { path: "/console/people", permission: "people.read" },
      { path: "/console/people/:person", permission: "people.read" },
      { path: "/console/recovery", permission: "recovery.start" },
    ] as const;
    const shown = (role: (typeof ROLES)[number]) => sectionsFor(pages, role).map(({ path }) => path);
    expect(shown("user")).toEqual(["/console"]);
    expect(shown("auditor")).toEqual(["/console", "/console/people"]);
    expect(shown("owner")).toEqual(["/console", "/console/people", "/console/recovery"]);
  });

  it.each([
    ["/console", "Overview"],
    ["/console/people", "People"],
    ["/console/people/us_1/machines", "People"],
    ["/console/peoples", undefined],
    ["/console/elsewhere", undefined],
    ["/account", "My account"],
  ])("says where %s is", (path, title) => {
    expect(sectionAt(path)?.title).toBe(title);
  });
});
