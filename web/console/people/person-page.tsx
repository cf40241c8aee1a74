import { ROLE_NAMES } from "@nearside/shared/roles.ts";
import { Named } from "../../ui/quoted.tsx";
import type { PageParams } from "../layout/page.tsx";
import { RecentAlarms } from "../mentions/event.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { PersonFrame } from "./person-frame.tsx";
import { RolePanel } from "./role-panel.tsx";
import { StandingPanel } from "./standing-panel.tsx";

/** GET /api/console/people/:id. Shows who the person is, and what can be done. */
export function PersonPage({ params }: { params: PageParams }) {
  return (
    <PersonFrame id={params["person"] ?? ""}>
      {({ person, removable }) => (
        <>
          <Panel title="Who it is">
            <Details>
              <Detail name="Name">
                <Named text={person.name} />
              </Detail>
              <Detail name="Full name">
                <Named text={person.display_name} />
              </Detail>
              <Detail name="E-mail">{person.email === null ? "none" : <Named text={person.email} />}</Detail>
              <Detail name="Role">{ROLE_NAMES[person.role]}</Detail>
              <Detail name="Here since">
                <Moment at={person.created_at} />
              </Detail>
              <Detail name="First machine">
                <Moment at={person.enrolled_at} />
              </Detail>
              <Detail name="Last login">
                <Moment at={person.last_login_at} />
              </Detail>
              <Detail name="Machines in force">{person.machines}</Detail>
            </Details>
          </Panel>
          <RecentAlarms of={{ person: person.id }} />
          <RolePanel person={person} />
          <StandingPanel person={person} removable={removable} />
        </>
      )}
    </PersonFrame>
  );
}
