import { readdirSync } from "node:fs";
import { ROLES } from "@nearside/shared/roles.ts";
import { describe, expect, it } from "vitest";
import { SECTIONS, sectionAt, sectionsFor } from "./layout/sections.ts";
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

  it("has the pages of each section in a folder of its name", () => {
    const folders = readdirSync(new URL(".", import.meta.url));
    const named = SECTIONS.map(({ path }) => (path === "/console" ? "overview" : (path.split("/").at(-1) ?? "")));
    expect(named.filter((name) => !folders.includes(name))).toEqual([]);
  });
});
