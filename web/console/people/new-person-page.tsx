import { groupsApi } from "@nearside/shared/api/console/groups.ts";
import { createPersonSchema, type PersonMade, peopleApi } from "@nearside/shared/api/console/people.ts";
import { ticketsApi } from "@nearside/shared/api/console/tickets.ts";
import { ROLE_NAMES, ROLES } from "@nearside/shared/roles.ts";
import { useState } from "react";
import { useLocation } from "wouter";
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

const CRUMBS = [{ title: "People", href: "/console/people" }];

/** POST /api/console/people. */
export function NewPersonPage() {
  const [, navigate] = useLocation();
  const may = useMay();
  const groups = useGroupChoices();
  const [made, setMade] = useState<PersonMade>();
  if (made?.made != null)
    return (
      <Page
        title="The ticket"
        crumbs={CRUMBS}
        actions={<LinkButton href={`/console/people/${made.id}`}>To the person</LinkButton>}
      >
        <MadeTickets made={made.made} />
      </Page>
    );
  return (
    <Page
      title="Create a person"
      crumbs={CRUMBS}
      lead="They have nothing yet. With a ticket they enrol their first machine."
    >
      <ChangeForm
        to={peopleApi.create}
        schema={createPersonSchema}
        changeOf={newPersonOf}
        draft="people.new"
        send="Create"
        title="Create this person"
        back="/console/people"
        stale={[peopleApi.list, groupsApi.list, ticketsApi.list]}
        says={(_made, { display_name, name }) => ({
          says: `${makeVisible(display_name)} (${makeVisible(name)}) is here.`,
        })}
        onMade={(answer) => (answer.made === null ? navigate(`/console/people/${answer.id}`) : setMade(answer))}
      >
        <TextField
          name="name"
          label="Name"
          hint="What they type when they enrol a machine, such as alice or alice@example.com. It is theirs for good."
          maxLength={128}
        />
        <TextField name="display_name" label="Full name" hint="How others see them." maxLength={128} />
        <TextField
          name="email"
          label="E-mail"
          type="email"
          optional
          hint="Where notices go, such as of a ticket or a new machine."
          maxLength={254}
        />
        {may("roles.manage") ? (
          <SelectField name="role" label="Role" choices={choicesOf(ROLES, ROLE_NAMES)} initial="user" />
        ) : null}
        {groups.length === 0 ? null : <ChoicesField name="groups" label="Groups" choices={groups} />}
        {may("tickets.manage") ? (
          <SelectField
            name="ticket_seconds"
            label="Ticket for the first machine"
            hint="Shown once, for you to hand over. It can be used for as long as you choose."
            choices={TICKET_LIVES}
            none="None for now"
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
