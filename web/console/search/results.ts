import type { SearchAnswer } from "@nearside/shared/api/console/search.ts";
import { may, type Role } from "@nearside/shared/roles.ts";
import { pageTitles, searchTexts as texts } from "../../texts/console/search.tsx";
import type { ConsolePage } from "../layout/sections.ts";

interface Result {
  readonly href: string;
  /** Somebody chose it: it is to be made visible. */
  readonly title: string;
  readonly detail?: string;
}

export interface ResultGroup {
  readonly title: string;
  readonly results: readonly Result[];
}

/** Pages that are listed for what was typed. */
const MOST_PAGES = 8;

/** Groups what was found, and the pages whose title has every word that was typed. Kinds without a result are left out. */
export function groupResults(
  typed: string,
  answer: SearchAnswer | undefined,
  pages: readonly Pick<ConsolePage, "path" | "permission">[],
  role: Role,
): readonly ResultGroup[] {
  const { groups } = texts;
  const { people = [], machines = [], programs = [], logins = [] } = answer ?? {};
  return [
    {
      title: groups.people,
      results: people.map(({ id, name, display_name }) => ({
        href: `/console/people/${id}`,
        title: name,
        ...(display_name === name ? {} : { detail: display_name }),
      })),
    },
    {
      title: groups.machines,
      results: machines.map(({ id, hostname, owner }) => ({
        ...{ href: `/console/machines/${id}`, title: hostname, detail: texts.machineOf(owner) },
      })),
    },
    {
      title: groups.programs,
      results: programs.map(({ id, name }) => ({
        href: `/console/clients/${encodeURIComponent(id)}`,
        title: name,
        ...(name === id ? {} : { detail: id }),
      })),
    },
    {
      title: groups.logins,
      results: logins.map(({ id, person, program }) => ({
        ...{ href: `/console/log/login/${id}`, title: texts.loginOf({ person, program }), detail: id },
      })),
    },
    { title: groups.pages, results: pagesFor(typed, pages, role) },
  ].filter(({ results }) => results.length > 0);
}

function pagesFor(
  typed: string,
  pages: readonly Pick<ConsolePage, "path" | "permission">[],
  role: Role,
): readonly Result[] {
  const words = typed.toLowerCase().split(/\s+/u);
  return pages
    .flatMap(({ path, permission }) => {
      const title = may(role, permission) ? pageTitles[path] : undefined;
      return title !== undefined && words.every((word) => title.toLowerCase().includes(word))
        ? [{ href: path, title }]
        : [];
    })
    .slice(0, MOST_PAGES);
}

/** Moves the choice among so many results by an arrow key, and from one end to the other. */
export function movedBy(key: string, chosen: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === "ArrowDown") return (chosen + 1) % count;
  if (key === "ArrowUp") return (chosen + count - 1) % count;
  return undefined;
}
