import { may, type Permission, type Role } from "@nearside/shared/roles.ts";
import { type ComponentType, createContext, use } from "react";
import { shellTexts } from "../../texts/console/frame.tsx";
import { useSession } from "../session/use-session.ts";
import type { PageParams } from "./page.tsx";

const titles = shellTexts.sections;

/** The navigation's entries, in its order. An entry is shown if it has a page that the person may see. */
export const SECTIONS = [
  { path: "/console", title: titles.overview },
  { path: "/console/people", title: titles.people },
  { path: "/console/groups", title: titles.groups },
  { path: "/console/enrolment", title: titles.enrolment },
  { path: "/console/machines", title: titles.machines },
  { path: "/console/leases", title: titles.leases },
  { path: "/console/roll-out", title: titles.rollOut },
  { path: "/console/hosts", title: titles.hosts },
  { path: "/console/authenticators", title: titles.authenticators },
  { path: "/console/clients", title: titles.clients },
  { path: "/console/log", title: titles.log },
  { path: "/console/archive", title: titles.archive },
  { path: "/console/recovery", title: titles.recovery },
  { path: "/console/mail", title: titles.mail },
  { path: "/console/rules", title: titles.rules },
  { path: "/approvals", title: titles.approvals },
  { path: "/account", title: titles.account },
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
