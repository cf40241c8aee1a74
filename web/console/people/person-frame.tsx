import { type PersonAnswer, peopleApi } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type { ReactNode } from "react";
import { peopleTexts as texts } from "../../texts/console/people.tsx";
import { Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { ticketsFor } from "../enrolment/ticket-form.ts";
import { Page } from "../layout/page.tsx";
import { Tabs } from "../layout/tabs.tsx";
import { PERSON_STATES } from "../mentions/person.tsx";
import { useMay } from "../session/use-session.ts";
import { StateBadge } from "../ui/badge.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Reading } from "../ui/reading.tsx";

/** The frame of each page about one person: heading, actions and tabs. */
export function PersonFrame({ id, children }: { id: string; children: (answer: PersonAnswer) => ReactNode }) {
  const may = useMay();
  const reading = useRead(at(peopleApi.view, id));
  const person = reading.data?.person;
  const home = `/console/people/${id}`;
  return (
    <Page
      title={texts.person.title}
      name={person?.display_name}
      crumbs={[{ title: texts.list.title, href: "/console/people" }]}
      lead={
        person === undefined ? undefined : (
          <>
            <Named text={person.name} /> <StateBadge words={PERSON_STATES[person.state]} />
          </>
        )
      }
      actions={
        person === undefined || person.state === "offboarded" ? undefined : (
          <>
            {may("people.manage") ? (
              <LinkButton href={`${home}/edit`} kind="plain">
                {texts.person.edit}
              </LinkButton>
            ) : null}
            {may("tickets.manage") && person.state === "active" ? (
              <LinkButton href={ticketsFor([person])} kind={person.enrolled_at === null ? "near" : "plain"}>
                {texts.person.makeTicket}
              </LinkButton>
            ) : null}
          </>
        )
      }
    >
      <Tabs
        label={texts.person.tabs.label}
        tabs={[
          { title: texts.person.tabs.overview, href: home },
          { title: texts.person.tabs.groups, href: `${home}/groups` },
          { title: texts.person.tabs.logins, href: `${home}/logins` },
          ...(may("machines.read")
            ? [{ title: texts.person.tabs.machines, href: `/console/machines?user=${id}` }]
            : []),
          ...(may("machines.read") ? [{ title: texts.person.tabs.leases, href: `/console/leases?person=${id}` }] : []),
          ...(may("log.read") ? [{ title: texts.person.tabs.log, href: `/console/log?person=${id}` }] : []),
        ]}
      />
      <Reading reading={reading} what={texts.person.what}>
        {children}
      </Reading>
    </Page>
  );
}
