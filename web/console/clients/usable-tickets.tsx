import { clientTicketsApi, type UsableClientTicket } from "@nearside/shared/api/console/clients.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Exact } from "../../ui/quoted.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useRead } from "../data/use-read.ts";
import { exactTime, Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";

/** GET /api/console/client-tickets. Lists the tickets that can still be used, each with the way to take it back. */
export function UsableTickets() {
  const reading = useRead(clientTicketsApi.list);
  const [chosen, choose] = useState<UsableClientTicket>();
  const end = useChange({
    stale: [clientTicketsApi.list],
    says: () => ({ says: "The ticket was taken back." }),
  });
  const begin = (ticket: UsableClientTicket) => {
    choose(ticket);
    end.begin({ to: at(clientTicketsApi.revoke, ticket.id), change: {} });
  };
  return (
    <Panel title="Tickets that can still be used">
      <Reading reading={reading} what="the tickets">
        {({ tickets, more }) =>
          tickets.length === 0 ? (
            <p>There are none.</p>
          ) : (
            <>
              <ul className="plain-list">
                {tickets.map((ticket) => (
                  <li key={ticket.id}>
                    <p id={`ticket-${ticket.id}`}>
                      {inWords(ticket)} Made <Moment at={ticket.created_at} />.
                    </p>
                    <Bounds ticket={ticket} />
                    <Button kind="plain" small describedBy={`ticket-${ticket.id}`} onPress={() => begin(ticket)}>
                      Take it back
                    </Button>
                  </li>
                ))}
              </ul>
              {more ? <p>There are others, which are older.</p> : null}
            </>
          )
        }
      </Reading>
      <ConfirmChange change={end} title="Take the ticket back?" verb="Take it back" tone="alert">
        <p>
          Nobody registers anything with it from that moment on. What was registered before stays.
          {chosen === undefined ? "" : ` It is good until ${exactTime(chosen.expires_at)} else.`}
        </p>
      </ConfirmChange>
    </Panel>
  );
}

/** Says what may be registered with the ticket, at most. */
function Bounds({ ticket: { scopes, resources, detail_types } }: { ticket: UsableClientTicket }) {
  const bounds = [
    ["Scopes", scopes],
    ["For", resources],
    ["Types of details", detail_types === null ? [] : detail_types.length === 0 ? ["none"] : detail_types],
  ] as const;
  return bounds
    .filter(([, texts]) => texts.length > 0)
    .map(([name, texts]) => (
      <p key={name}>
        {name}: <Exact text={texts.join(" ")} />
      </p>
    ));
}

function inWords({ kinds, uses_left, expires_at }: UsableClientTicket): string {
  const what = kinds.map((kind) => (kind === "command_line" ? "command lines" : "APIs")).join(" and ");
  return `Registers ${what}, ${uses_left} more, until ${exactTime(expires_at)}.`;
}
