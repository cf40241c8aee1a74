import { ROLE_NAMES } from "@nearside/shared/roles.ts";
import { Link } from "wouter";
import { Page } from "../layout/page.tsx";
import { type SECTIONS, useSections } from "../layout/sections.ts";
import { useSession } from "../session/use-session.ts";
import { DifferingSettings } from "./differing-settings.tsx";
import { GLANCES } from "./glances.tsx";

const PURPOSES: Readonly<Record<Exclude<(typeof SECTIONS)[number]["path"], "/console">, string>> = {
  "/console/people": "Who is here, in which role, and all that is theirs.",
  "/console/groups": "People that rules and tickets mean together.",
  "/console/enrolment": "Machines that wait to be let in, and tickets to enrol more.",
  "/console/machines": "What logins can be approved on, by which browsers and passkeys.",
  "/console/leases": "What agents may do in people's names, and each call that came of it.",
  "/console/roll-out": "How the extension comes to browsers, and what machines run.",
  "/console/hosts": "Hosts that people log in from over SSH, by the keys that prove them.",
  "/console/authenticators": "Makes in use, and which of them are taken.",
  "/console/clients": "Command lines and APIs that may ask for logins.",
  "/console/log": "Who did what, to whom, from which machine.",
  "/console/archive": "Old logins and events that leave the database, and those that have left it.",
  "/console/recovery": "For who lost the only machine, and the codes for when nobody can sign in.",
  "/console/mail": "Whether people are told of what happens with their accounts.",
  "/console/rules": "What a login takes, and when it is refused.",
  "/approvals": "What other people may only have once you approve it too.",
  "/account": "Your own machines, passkeys, logins, tokens and leases.",
};
const purposeOf = (path: string): string => (path in PURPOSES ? PURPOSES[path as keyof typeof PURPOSES] : "");

/** Lists where the signed-in person can go, what each section is for, and what waits there. */
export function OverviewPage() {
  const { role } = useSession().user;
  const sections = useSections().filter(({ path }) => path !== "/console");
  return (
    <Page
      title="Overview"
      lead={`You are signed in as ${ROLE_NAMES[role]}. Everything you change asks for your passkey.`}
    >
      <DifferingSettings />
      <ul className="overview">
        {sections.map(({ path, title }) => {
          const Glances = GLANCES[path];
          return (
            <li key={path}>
              <Link href={path}>{title}</Link>
              <p>{purposeOf(path)}</p>
              {Glances === undefined ? null : (
                <div className="overview-now">
                  <Glances />
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </Page>
  );
}
