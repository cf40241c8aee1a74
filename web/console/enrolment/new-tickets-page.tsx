import {
  type MakeTicketsAnswer,
  MOST_TICKET_USES,
  makeTicketsChangeSchema,
  ticketsApi,
} from "@nearside/shared/api/console/tickets.ts";
import { useState } from "react";
import { useSearchParams } from "wouter";
import { Button } from "../../ui/button.tsx";
import { ChangeForm } from "../change/change-form.tsx";
import { CheckboxField, NumberField, SelectField, TextArea, TextField } from "../form/fields.tsx";
import { Page } from "../layout/page.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Panel } from "../ui/panel.tsx";
import { TICKET_LIVES } from "./enrolment-words.ts";
import { MadeTickets } from "./made-tickets.tsx";
import { ticketsChangeOf } from "./ticket-form.ts";

const CRUMBS = [
  { title: "Enrolment", href: "/console/enrolment" },
  { title: "Tickets", href: "/console/enrolment/tickets" },
];
const KEY_PLACES = [
  { value: "file", title: "Anywhere" },
  { value: "keyring", title: "In the keyring or a TPM (the machine's own word)" },
  { value: "tpm", title: "In a TPM (proven)" },
] as const;

/**
 * POST /api/console/tickets. The address may name the people whom they are for: `?names=ada,bob`, or `?group=gr_…`,
 * whose members get one each.
 */
export function NewTicketsPage() {
  const [address] = useSearchParams();
  const group = address.get("group");
  const [made, setMade] = useState<MakeTicketsAnswer>();
  if (made !== undefined)
    return (
      <Page
        title={made.tickets.length === 1 ? "The ticket" : "The tickets"}
        crumbs={CRUMBS}
        actions={
          <>
            <Button kind="plain" small onPress={() => setMade(undefined)}>
              Make more
            </Button>
            <LinkButton href="/console/enrolment">To what waits</LinkButton>
          </>
        }
      >
        <MadeTickets made={made} />
      </Page>
    );
  return (
    <Page
      title="Make tickets"
      crumbs={CRUMBS}
      lead="A ticket lets its person begin to enrol a machine. You let the machine in afterwards, by the six words that they read out to you."
    >
      <Panel title="Whom for, and what for">
        <ChangeForm
          to={ticketsApi.make}
          schema={makeTicketsChangeSchema}
          changeOf={ticketsChangeOf(group)}
          draft="tickets.new"
          send="Make tickets"
          title="Make these tickets?"
          stale={[ticketsApi.list]}
          onMade={setMade}
        >
          {group === null ? (
            <TextArea
              name="for.names"
              label="People"
              hint="Their names here, one a line. Each gets a ticket of their own."
              initial={(address.get("names") ?? "").replaceAll(",", "\n")}
            />
          ) : (
            <p>One for each active member of the group.</p>
          )}
          <SelectField name="seconds" label="Can be used for" choices={TICKET_LIVES} initial="900" />
          <NumberField
            name="uses"
            label="Machines"
            hint={`So many different machines of the same person, ${MOST_TICKET_USES} at most.`}
            initial={1}
          />
          <SelectField
            name="demands.key_storage"
            label="The machine keeps its key"
            choices={KEY_PLACES}
            initial="file"
          />
          <CheckboxField name="demands.device_bound" label="The passkey can't be copied to other devices" />
          <CheckboxField
            name="demands.attested"
            label="The authenticator proves its make"
            hint="Only where the server has metadata of authenticators."
          />
          <TextArea
            name="demands.aaguids"
            label="Makes of authenticator"
            hint="AAGUIDs, one a line; none for any make."
            rows={2}
            optional
          />
          <TextField name="note" label="Note" hint="For other administrators: why." optional />
        </ChangeForm>
      </Panel>
    </Page>
  );
}
