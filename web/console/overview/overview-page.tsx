import { PERMISSIONS, ROLE_NAMES } from "@nearside/shared/api/console/roles.ts";
import { Link } from "wouter";
import { Page } from "../layout/page.tsx";
import { sectionsFor } from "../layout/sections.ts";
import { PAGES } from "../pages.ts";
import { useSession } from "../session/use-session.ts";

/** Where somebody who has signed in can go, and what it is for. */
export function OverviewPage() {
  const { role } = useSession().user;
  const sections = sectionsFor(PAGES, role).filter(({ path }) => path !== "/console");
  return (
    <Page
      title="Overview"
      lead={`You are signed in as ${ROLE_NAMES[role]}. Everything you change asks for your passkey.`}
    >
      <ul className="overview">
        {sections.map(({ path, title }) => (
          <li key={path}>
            <Link href={path}>{title}</Link>
            <p>{purposeOf(path)}</p>
          </li>
        ))}
      </ul>
    </Page>
  );
}

function purposeOf(path: string): string {
  const permission = PAGES.find((page) => page.path === path)?.permission ?? "account";
  const purpose = PERMISSIONS[permission];
  return `${purpose[0]?.toUpperCase() ?? ""}${purpose.slice(1)}.`;
}
