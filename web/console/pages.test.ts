import { ROLES } from "@nearside/shared/roles.ts";
import { describe, expect, it } from "vitest";
import { sectionAt, sectionsFor } from "./layout/sections.ts";
import { PAGES } from "./pages.ts";

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
