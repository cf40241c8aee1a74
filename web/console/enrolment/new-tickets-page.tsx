import {
  type MakeTicketsAnswer,
  MOST_TICKET_USES,
  makeTicketsChangeSchema,
  ticketsApi,
} from "@nearside/shared/api/console/tickets.ts";
import { useState } from "react";
import { useSearchParams } from "wouter";
import { enrolmentTexts } from "../../texts/console/enrolment.tsx";
import { ticketTexts as texts } from "../../texts/console/tickets.tsx";
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
  { title: enrolmentTexts.page.title, href: "/console/enrolment" },
  { title: texts.list.title, href: "/console/enrolment/tickets" },
];
const KEY_PLACES = [
  { value: "file", title: texts.make.keyPlaces.file },
  { value: "keyring", title: texts.make.keyPlaces.keyring },
  { value: "tpm", title: texts.make.keyPlaces.tpm },
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
        title={texts.made.title(made.tickets.length)}
        crumbs={CRUMBS}
        actions={
          <>
            <Button kind="plain" small onPress={() => setMade(undefined)}>
              {texts.made.more}
            </Button>
            <LinkButton href="/console/enrolment">{texts.made.waiting}</LinkButton>
          </>
        }
      >
        <MadeTickets made={made} />
      </Page>
    );
  return (
    <Page title={texts.make.title} crumbs={CRUMBS} lead={texts.make.lead}>
      <Panel title={texts.make.panel}>
        <ChangeForm
          to={ticketsApi.make}
          schema={makeTicketsChangeSchema}
          changeOf={ticketsChangeOf(group)}
          draft="tickets.new"
          send={texts.make.send}
          title={texts.make.touch}
          stale={[ticketsApi.list]}
          onMade={setMade}
        >
          {group === null ? (
            <TextArea
              name="for.names"
              label={texts.make.people.label}
              hint={texts.make.people.hint}
              initial={(address.get("names") ?? "").replaceAll(",", "\n")}
            />
          ) : (
            <p>{texts.make.group}</p>
          )}
          <SelectField name="seconds" label={texts.make.seconds} choices={TICKET_LIVES} initial="900" />
          <NumberField
            name="uses"
            label={texts.make.uses.label}
            hint={texts.make.uses.hint(MOST_TICKET_USES)}
            initial={1}
          />
          <SelectField name="demands.key_storage" label={texts.make.keyStorage} choices={KEY_PLACES} initial="file" />
          <CheckboxField name="demands.device_bound" label={texts.make.deviceBound} />
          <CheckboxField name="demands.attested" label={texts.make.attested.label} hint={texts.make.attested.hint} />
          <TextArea
            name="demands.aaguids"
            label={texts.make.models.label}
            hint={texts.make.models.hint}
            rows={2}
            optional
          />
          <TextField name="note" label={texts.make.note.label} hint={texts.make.note.hint} optional />
        </ChangeForm>
      </Panel>
    </Page>
  );
}
