import { groupsApi } from "@nearside/shared/api/console/groups.ts";
import { createPersonSchema, type PersonMade, peopleApi } from "@nearside/shared/api/console/people.ts";
import { ticketsApi } from "@nearside/shared/api/console/tickets.ts";
import { ROLE_NAMES, ROLES } from "@nearside/shared/roles.ts";
import { useState } from "react";
import { useLocation } from "wouter";
import { peopleTexts as texts } from "../../texts/console/people.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ChangeForm } from "../change/change-form.tsx";
import { TICKET_LIVES } from "../enrolment/enrolment-words.ts";
import { MadeTickets } from "../enrolment/made-tickets.tsx";
import { choicesOf } from "../form/choices.ts";
import { ChoicesField, SelectField, TextField } from "../form/fields.tsx";
import type { FormValues } from "../form/form-values.ts";
import { Page } from "../layout/page.tsx";
import { useMay } from "../session/use-session.ts";
import { LinkButton } from "../ui/link-button.tsx";
import { useGroupChoices } from "./membership.ts";

const CRUMBS = [{ title: texts.list.title, href: "/console/people" }];

/** POST /api/console/people. */
export function NewPersonPage() {
  const [, navigate] = useLocation();
  const may = useMay();
  const groups = useGroupChoices();
  const [made, setMade] = useState<PersonMade>();
  if (made?.made != null)
    return (
      <Page
        title={texts.create.ticketMade}
        crumbs={CRUMBS}
        actions={<LinkButton href={`/console/people/${made.id}`}>{texts.create.openPerson}</LinkButton>}
      >
        <MadeTickets made={made.made} />
      </Page>
    );
  return (
    <Page title={texts.create.title} crumbs={CRUMBS} lead={texts.create.lead}>
      <ChangeForm
        to={peopleApi.create}
        schema={createPersonSchema}
        changeOf={newPersonOf}
        draft="people.new"
        send={texts.create.send}
        title={texts.create.touch}
        back="/console/people"
        stale={[peopleApi.list, groupsApi.list, ticketsApi.list]}
        says={(_made, { display_name, name }) => ({
          says: texts.create.made(texts.who(makeVisible(display_name), makeVisible(name))),
        })}
        onMade={(answer) => (answer.made === null ? navigate(`/console/people/${answer.id}`) : setMade(answer))}
      >
        <TextField name="name" label={texts.create.name.label} hint={texts.create.name.hint} maxLength={128} />
        <TextField
          name="display_name"
          label={texts.create.fullName.label}
          hint={texts.create.fullName.hint}
          maxLength={128}
        />
        <TextField
          name="email"
          label={texts.create.email.label}
          type="email"
          optional
          hint={texts.create.email.hint}
          maxLength={254}
        />
        {may("roles.manage") ? (
          <SelectField name="role" label={texts.create.role} choices={choicesOf(ROLES, ROLE_NAMES)} initial="user" />
        ) : null}
        {groups.length === 0 ? null : <ChoicesField name="groups" label={texts.create.groups} choices={groups} />}
        {may("tickets.manage") ? (
          <SelectField
            name="ticket_seconds"
            label={texts.create.ticket.label}
            hint={texts.create.ticket.hint}
            choices={TICKET_LIVES}
            none={texts.create.ticket.none}
            optional
          />
        ) : null}
      </ChangeForm>
    </Page>
  );
}

/** Gives the change that the fields describe. Fields that this role does not see take their defaults. */
export const newPersonOf = ({ ticket_seconds: typed, ...values }: FormValues): unknown => ({
  role: "user",
  groups: [],
  ...values,
  ticket_seconds: typeof typed === "string" && typed !== "" ? Number(typed) : null,
});
