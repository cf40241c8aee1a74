import { type LoginDetail, loginsApi } from "@nearside/shared/api/console/logins.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { logTexts as texts } from "../../texts/console/log.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import { PERSON_STATES, PersonLink } from "../mentions/person.tsx";
import { useMay } from "../session/use-session.ts";
import { StateBadge } from "../ui/badge.tsx";
import { Detail } from "../ui/details.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { EvidencePanel } from "./evidence-panel.tsx";
import { LoginOutcome } from "./login-outcome.tsx";
import { LoginRequest } from "./login-request.tsx";
import { LoginTimeline } from "./login-timeline.tsx";

const { login: words } = texts;

/** GET /api/console/logins/:id. Shows one login of any person, all that happened to it, and its evidence. */
export function LoginPage({ params }: { params: PageParams }) {
  const id = params["login"] ?? "";
  const may = useMay();
  const reading = useRead(at(loginsApi.view, id));
  const { data } = reading;
  return (
    <Page
      title={data === undefined ? words.title : nameOf(data)}
      heading={data === undefined ? words.title : <Heading detail={data} />}
      crumbs={[{ title: texts.title, href: "/console/log" }]}
    >
      <Reading reading={reading} what={words.what}>
        {(detail) => (
          <>
            <LoginRequest
              detail={detail}
              machineHref={`/console/machines/${detail.login.machine.id}`}
              clientHref={
                may("clients.read") ? `/console/clients/${encodeURIComponent(detail.login.client.id)}` : undefined
              }
            >
              <Detail name={words.by}>
                <PersonLink person={detail.person} />{" "}
                {detail.person.state === "active" ? null : <StateBadge words={PERSON_STATES[detail.person.state]} />}
              </Detail>
            </LoginRequest>
            <Panel title={texts.timeline.title}>
              <LoginTimeline detail={detail} />
            </Panel>
            <LoginOutcome detail={detail} />
            {may("evidence.export") ? <EvidencePanel detail={detail} /> : null}
          </>
        )}
      </Reading>
    </Page>
  );
}

const nameOf = ({ person, login }: LoginDetail): string =>
  makeVisible(texts.logins.name({ person: person.name, program: login.client.name }));

const Heading = ({ detail: { person, login } }: { detail: LoginDetail }) =>
  words.heading({ person: <Named text={person.name} />, program: <Named text={login.client.name} /> });
