import {
  type clientTicketAnswerSchema,
  clientTicketSchema,
  clientTicketsApi,
  MOST_CLIENT_TICKET_HOURS,
  MOST_CLIENT_TICKET_USES,
} from "@nearside/shared/api/console/clients.ts";
import { useState } from "react";
import type * as v from "valibot";
import { Command } from "../../ui/command.tsx";
import { ChangeForm } from "../change/change-form.tsx";
import { ChoicesField, NumberField, TextArea } from "../form/fields.tsx";
import { Page } from "../layout/page.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { exactTime } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { linesOf } from "./client-metadata.ts";
import { UsableTickets } from "./usable-tickets.tsx";

type Made = v.InferOutput<typeof clientTicketAnswerSchema>;

/** POST /api/console/client-tickets. The ticket lets the developer of a program register it (RFC 7591 §3). */
export function ClientTicketPage() {
  const [made, setMade] = useState<Made>();
  return (
    <Page
      title="Let somebody else register a client"
      crumbs={[{ title: "Clients", href: "/console/clients" }]}
      lead="A ticket registers clients without a place in the console, within what you allow here. What it registers is not verified."
    >
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
          send="Make the ticket"
          title="Make a ticket that registers clients"
          back="/console/clients"
          stale={[clientTicketsApi.list]}
          onMade={setMade}
        >
          <ChoicesField
            name="kinds"
            label="It registers"
            choices={[
              { value: "command_line", title: "Command lines" },
              { value: "resource_server", title: "APIs" },
            ]}
            initial={["command_line"]}
          />
          <TextArea
            name="scopes"
            label="Scopes"
            hint="That a command line may have, at most. One a line."
            rows={3}
            optional
            isCode
          />
          <TextArea
            name="resources"
            label="APIs"
            hint="Addresses that tokens may go to, or that an API may answer for. One a line."
            rows={3}
            optional
            isCode
          />
          <TextArea
            name="detail_types"
            label="Types of details"
            hint="That a command line may ask for (RFC 9396), at most. One a line. None: any."
            rows={2}
            optional
            isCode
          />
          <NumberField
            name="uses"
            label="Clients"
            hint={`How many it registers, at most ${MOST_CLIENT_TICKET_USES}.`}
            initial={1}
          />
          <NumberField
            name="hours"
            label="Hours"
            hint={`How long it is good, at most ${MOST_CLIENT_TICKET_HOURS}.`}
            initial={24}
          />
        </ChangeForm>
      ) : (
        <Panel title="The ticket">
          <p>
            It is shown this once. Hand it over in private: whoever has it can use it until {exactTime(made.expires_at)}
            .
          </p>
          <Command text={made.ticket} />
          <p>
            It is sent as <code>Authorization: Bearer …</code> with the client's metadata (RFC 7591) to{" "}
            <code>{made.registration_endpoint}</code>.
          </p>
          <LinkButton href="/console/clients">Done</LinkButton>
        </Panel>
      )}
      <UsableTickets />
    </Page>
  );
}
