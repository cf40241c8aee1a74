import {
  type clientTicketAnswerSchema,
  clientTicketSchema,
  clientTicketsApi,
  MOST_CLIENT_TICKET_HOURS,
  MOST_CLIENT_TICKET_USES,
} from "@nearside/shared/api/console/clients.ts";
import { useState } from "react";
import type * as v from "valibot";
import { clientTexts } from "../../texts/console/clients.tsx";
import { Command } from "../../ui/command.tsx";
import { ChangeForm } from "../change/change-form.tsx";
import { choicesOf } from "../form/choices.ts";
import { ChoicesField, NumberField, TextArea } from "../form/fields.tsx";
import { Page } from "../layout/page.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { exactTime } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { linesOf } from "./client-metadata.ts";
import { UsableTickets } from "./usable-tickets.tsx";

const texts = clientTexts.ticket;

type Made = v.InferOutput<typeof clientTicketAnswerSchema>;

/** POST /api/console/client-tickets. The ticket lets the developer of a program register it (RFC 7591 §3). */
export function ClientTicketPage() {
  const [made, setMade] = useState<Made>();
  return (
    <Page title={texts.title} crumbs={[{ title: clientTexts.section, href: "/console/clients" }]} lead={texts.lead}>
      {made === undefined ? (
        <ChangeForm
          to={clientTicketsApi.make}
          schema={clientTicketSchema}
          changeOf={(values) => ({
            ...values,
            scopes: linesOf(values["scopes"]),
            resources: linesOf(values["resources"]),
            detail_types: linesOf(values["detail_types"]).length === 0 ? null : linesOf(values["detail_types"]),
          })}
          draft="clients.ticket"
          send={texts.send}
          title={texts.confirmTitle}
          back="/console/clients"
          stale={[clientTicketsApi.list]}
          onMade={setMade}
        >
          <ChoicesField
            name="kinds"
            label={texts.kinds}
            choices={choicesOf(["command_line", "resource_server"], clientTexts.kindsInPlural)}
            initial={["command_line"]}
          />
          <TextArea name="scopes" label={texts.scopes} hint={texts.scopesHint} rows={3} optional isCode />
          <TextArea name="resources" label={texts.resources} hint={texts.resourcesHint} rows={3} optional isCode />
          <TextArea
            name="detail_types"
            label={texts.detailTypes}
            hint={texts.detailTypesHint}
            rows={2}
            optional
            isCode
          />
          <NumberField name="uses" label={texts.uses} hint={texts.usesHint(MOST_CLIENT_TICKET_USES)} initial={1} />
          <NumberField name="hours" label={texts.hours} hint={texts.hoursHint(MOST_CLIENT_TICKET_HOURS)} initial={24} />
        </ChangeForm>
      ) : (
        <Panel title={texts.made.title}>
          <p>{texts.made.says(exactTime(made.expires_at))}</p>
          <Command text={made.ticket} />
          <p>{texts.made.how({ endpoint: made.registration_endpoint })}</p>
          <LinkButton href="/console/clients">{texts.made.done}</LinkButton>
        </Panel>
      )}
      <UsableTickets />
    </Page>
  );
}
