import { ROLES } from "@nearside/shared/api/console/roles.ts";
import { describe, expect, it } from "vitest";
import { PAGES } from "../pages.ts";
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

describe("the table of pages", () => {
  it("has each page in a section, and none twice", () => {
    const paths = PAGES.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.filter((path) => sectionAt(path) === undefined)).toEqual([]);
  });

  it("has every page open to the owner", () => {
    expect(sectionsFor(PAGES, "owner").length).toBeGreaterThanOrEqual(sectionsFor(PAGES, "user").length);
    expect(ROLES.filter((role) => sectionsFor(PAGES, role).length === 0)).toEqual([]);
  });
});
