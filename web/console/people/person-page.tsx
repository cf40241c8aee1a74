import { ROLE_NAMES } from "@nearside/shared/roles.ts";
import { peopleTexts as texts } from "../../texts/console/people.tsx";
import { Named } from "../../ui/quoted.tsx";
import type { PageParams } from "../layout/page.tsx";
import { RecentAlarms } from "../mentions/event.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { PersonAccess } from "./person-access.tsx";
import { PersonFrame } from "./person-frame.tsx";
import { RolePanel } from "./role-panel.tsx";

/** GET /api/console/people/:id. Shows who the person is, and what can be done. */
export function PersonPage({ params }: { params: PageParams }) {
  return (
    <PersonFrame id={params["person"] ?? ""}>
      {({ person, removable }) => (
        <>
          <Panel title={texts.person.details}>
            <Details>
              <Detail name={texts.columns.name}>
                <Named text={person.name} />
              </Detail>
              <Detail name={texts.columns.fullName}>
                <Named text={person.display_name} />
              </Detail>
              <Detail name={texts.columns.email}>
                {person.email === null ? texts.noEmail : <Named text={person.email} />}
              </Detail>
              <Detail name={texts.columns.role}>{ROLE_NAMES[person.role]}</Detail>
              <Detail name={texts.columns.created}>
                <Moment at={person.created_at} />
              </Detail>
              <Detail name={texts.person.firstMachine}>
                <Moment at={person.enrolled_at} />
              </Detail>
              <Detail name={texts.columns.lastLogin}>
                <Moment at={person.last_login_at} />
              </Detail>
              <Detail name={texts.person.activeMachines}>{person.machines}</Detail>
            </Details>
          </Panel>
          <RecentAlarms of={{ person: person.id }} />
          <RolePanel person={person} />
          <PersonAccess person={person} removable={removable} />
        </>
      )}
    </PersonFrame>
  );
}
