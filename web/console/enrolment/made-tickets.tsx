import type { MakeTicketsAnswer } from "@nearside/shared/api/console/tickets.ts";
import { getPage } from "@nearside/shared/api/parts.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact, Named } from "../../ui/quoted.tsx";
import { useConsole } from "../console-context.ts";
import { Moment } from "../ui/moment.tsx";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";
import { saveFile } from "../ui/save-file.ts";
import { mailedInWords, ticketsAsCsv } from "./ticket-form.ts";

/** Shows tickets once, when they are made: they can't be read again, not even by the server. */
export function MadeTickets({ made: { tickets, issuer } }: { made: MakeTicketsAnswer }) {
  const { clock } = useConsole();
  const mailed = mailedInWords(tickets);
  const save = () => saveFile(clock, "tickets.csv", new Blob([ticketsAsCsv(tickets, issuer)], { type: "text/csv" }));
  return (
    <>
      <Notice tone="wait" title="Hand them over now: they are shown this once.">
        <p>
          Whoever has a ticket can begin to enrol as its person, so give each to its own person and to nobody else. They
          open <code>{getPage(issuer)}</code>, do what it says, run <code>nearside enroll {issuer}</code>, and read six
          words out to you afterwards.
        </p>
        {mailed === undefined ? null : <p>{mailed}</p>}
      </Notice>
      <Panel
        title={tickets.length === 1 ? "The ticket" : `${tickets.length} tickets`}
        actions={
          <Button kind="plain" small onPress={save}>
            Save as CSV
          </Button>
        }
      >
        <div className="table-scroll">
          <table className="rows">
            <thead>
              <tr>
                <th scope="col">For</th>
                <th scope="col">Ticket</th>
                <th scope="col">Ends</th>
                <th scope="col">
                  <span className="unseen">Copy</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {tickets.map(({ user, ticket, expires_at }) => (
                <tr key={user.id}>
                  <th scope="row">
                    <Named text={user.name} />
                  </th>
                  <td data-title="Ticket">
                    <Exact text={ticket} />
                  </td>
                  <td data-title="Ends">
                    <Moment at={expires_at} />
                  </td>
                  <td>
                    <CopyButton text={ticket} what={`the ticket for ${makeVisible(user.name)}`} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
    </>
  );
}
