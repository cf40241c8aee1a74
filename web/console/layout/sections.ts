import { may, type Permission, type Role } from "@nearside/shared/roles.ts";
import { type ComponentType, createContext, use } from "react";
import { useSession } from "../session/use-session.ts";
import type { PageParams } from "./page.tsx";

/** The navigation's entries, in its order. An entry is shown if it has a page that the person may see. */
export const SECTIONS = [
  { path: "/console", title: "Overview" },
  { path: "/console/people", title: "People" },
  { path: "/console/groups", title: "Groups" },
  { path: "/console/enrolment", title: "Enrolment" },
  { path: "/console/machines", title: "Machines" },
  { path: "/console/leases", title: "Leases" },
  { path: "/console/roll-out", title: "Roll-out" },
  { path: "/console/hosts", title: "Hosts" },
  { path: "/console/authenticators", title: "Authenticators" },
  { path: "/console/clients", title: "Clients" },
  { path: "/console/log", title: "Security log" },
  { path: "/console/archive", title: "Archive" },
  { path: "/console/recovery", title: "Recovery" },
  { path: "/console/mail", title: "Mail" },
  { path: "/console/rules", title: "Rules" },
  { path: "/approvals", title: "Approvals" },
  { path: "/account", title: "My account" },
] as const;

export interface ConsolePage {
  /** Such as `/console/people/:person`. The page belongs to the section whose path is the longest beginning of this one. */
  readonly path: string;
  readonly permission: Permission;
  readonly load: () => Promise<ComponentType<{ params: PageParams }>>;
}

/** Holds every page of the console: `pages.ts`, which imports the sections and so cannot be imported by them. */
export const PagesContext = createContext<readonly ConsolePage[]>([]);

interface Section {
  readonly path: string;
  readonly title: string;
}

/** The sections that the signed-in person may see, in their order. */
export function useSections(): readonly Section[] {
  const pages = use(PagesContext);
  const { role } = useSession().user;
  return sectionsFor(pages, role);
}

/** The sections that have a page which this role may see, in their order. */
export const sectionsFor = (
  pages: readonly Pick<ConsolePage, "path" | "permission">[],
  role: Role,
): readonly Section[] =>
  SECTIONS.filter(({ path }) => pages.some((page) => page.path === path && may(role, page.permission)));

/** Finds the section that an address belongs to. */
export function sectionAt(path: string): Section | undefined {
  const isIn = (section: Section) => section.path !== "/console" && path.startsWith(`${section.path}/`);
  return SECTIONS.find((section) => path === section.path || isIn(section));
}
