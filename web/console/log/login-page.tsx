import { type LoginDetail, loginsApi } from "@nearside/shared/api/console/logins.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { Link } from "wouter";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import { titleOfKind } from "../mentions/event.tsx";
import { PERSON_STATES, PersonLink } from "../mentions/person.tsx";
import { useMay } from "../session/use-session.ts";
import { StateBadge } from "../ui/badge.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { exactTime } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { EvidencePanel } from "./evidence-panel.tsx";
import { LoginOutcome } from "./login-outcome.tsx";
import { LoginRequest } from "./login-request.tsx";

/** GET /api/console/logins/:id. Shows one login of any person, all that happened to it, and its evidence. */
export function LoginPage({ params }: { params: PageParams }) {
  const id = params["login"] ?? "";
  const may = useMay();
  const reading = useRead(at(loginsApi.view, id));
  const { data } = reading;
  return (
    <Page
      title={data === undefined ? "A login" : makeVisible(`Login of ${data.person.name} to ${data.login.client.name}`)}
      heading={data === undefined ? "A login" : <Heading detail={data} />}
      crumbs={[{ title: "Security log", href: "/console/log" }]}
    >
      <Reading reading={reading} what="the login">
        {(detail) => (
          <>
            <LoginRequest detail={detail} machineHref={`/console/machines/${detail.login.machine.id}`}>
              <Detail name="By">
                <PersonLink person={detail.person} />{" "}
                {detail.person.state === "active" ? null : <StateBadge words={PERSON_STATES[detail.person.state]} />}
              </Detail>
            </LoginRequest>
            <LoginOutcome detail={detail} />
            {may("evidence.export") ? <EvidencePanel detail={detail} /> : null}
            <Panel title="What happened">
              <Details>
                {detail.events.map(({ seq, at, kind }) => (
                  <Detail key={seq} name={exactTime(at)}>
                    <Link href={`/console/log/${seq}`}>{titleOfKind(kind)}</Link>
                  </Detail>
                ))}
              </Details>
            </Panel>
          </>
        )}
      </Reading>
    </Page>
  );
}

const Heading = ({ detail: { person, login } }: { detail: LoginDetail }) => (
  <>
    Login of <Named text={person.name} /> to <Named text={login.client.name} />
  </>
);
