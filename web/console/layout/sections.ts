import { may, type Permission, type Role } from "@nearside/shared/api/console/roles.ts";
import { SECTIONS } from "../pages.ts";

export interface Section {
  readonly path: string;
  readonly title: string;
}

interface Guarded {
  readonly path: string;
  readonly permission: Permission;
}

/** The sections that have a page which this role may see, in their order. */
export const sectionsFor = (pages: readonly Guarded[], role: Role): readonly Section[] =>
  SECTIONS.filter(({ path }) => pages.some((page) => page.path === path && may(role, page.permission)));

/** The section that an address stands in. */
export function sectionAt(path: string): Section | undefined {
  const isIn = (section: Section) => section.path !== "/console" && path.startsWith(`${section.path}/`);
  return SECTIONS.find((section) => path === section.path || isIn(section));
}
