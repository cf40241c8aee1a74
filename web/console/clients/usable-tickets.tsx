import { clientTicketsApi, type UsableClientTicket } from "@nearside/shared/api/console/clients.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useState } from "react";
import { clientTexts } from "../../texts/console/clients.tsx";
import { Button } from "../../ui/button.tsx";
import { Exact } from "../../ui/quoted.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useRead } from "../data/use-read.ts";
import { exactTime, Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";

const texts = clientTexts.tickets;

/** GET /api/console/client-tickets. Lists the tickets that can still be used, each with a button to revoke it. */
export function UsableTickets() {
  const reading = useRead(clientTicketsApi.list);
  const [chosen, choose] = useState<UsableClientTicket>();
  const revoke = useChange({
    stale: [clientTicketsApi.list],
    says: () => ({ says: texts.confirm.done }),
  });
  const begin = (ticket: UsableClientTicket) => {
    choose(ticket);
    revoke.begin({ to: at(clientTicketsApi.revoke, ticket.id), change: {} });
  };
  return (
    <Panel title={texts.title}>
      <Reading reading={reading} what={texts.what}>
        {({ tickets, more }) =>
          tickets.length === 0 ? (
            <p>{texts.none}</p>
          ) : (
            <>
              <ul className="plain-list">
                {tickets.map((ticket) => (
                  <li key={ticket.id}>
                    <p id={`ticket-${ticket.id}`}>
                      {texts.one({
                        kinds: ticket.kinds,
                        uses: ticket.uses_left,
                        expires: exactTime(ticket.expires_at),
                        made: <Moment at={ticket.created_at} />,
                      })}
                    </p>
                    <Bounds ticket={ticket} />
                    <Button kind="alert" small describedBy={`ticket-${ticket.id}`} onPress={() => begin(ticket)}>
                      {texts.revoke}
                    </Button>
                  </li>
                ))}
              </ul>
              {more ? <p>{texts.more}</p> : null}
            </>
          )
        }
      </Reading>
      <ConfirmChange change={revoke} title={texts.confirm.title} verb={texts.confirm.verb} tone="alert">
        {chosen === undefined ? null : <p>{texts.confirm.says(exactTime(chosen.expires_at))}</p>}
      </ConfirmChange>
    </Panel>
  );
}

/** Says what may be registered with the ticket, at most. */
function Bounds({ ticket: { scopes, resources, detail_types } }: { ticket: UsableClientTicket }) {
  return (
    <>
      {scopes.length === 0 ? null : <p>{texts.scopes(<Exact text={scopes.join(" ")} />)}</p>}
      {resources.length === 0 ? null : <p>{texts.resources(<Exact text={resources.join(" ")} />)}</p>}
      {detail_types === null ? null : (
        <p>
          {texts.detailTypes(detail_types.length === 0 ? texts.noDetails : <Exact text={detail_types.join(" ")} />)}
        </p>
      )}
    </>
  );
}
