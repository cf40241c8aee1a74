import type { MakeTicketsAnswer } from "@nearside/shared/api/console/tickets.ts";
import { getPage } from "@nearside/shared/api/get-page.ts";
import { ticketTexts as texts } from "../../texts/console/tickets.tsx";
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
      <Notice tone="wait" title={texts.made.notice.title}>
        <p>{texts.made.notice.says(getPage(issuer), issuer)}</p>
        {mailed === undefined ? null : <p>{mailed}</p>}
      </Notice>
      <Panel
        title={texts.made.panel(tickets.length)}
        actions={
          <Button kind="plain" small onPress={save}>
            {texts.made.save}
          </Button>
        }
      >
        <div className="table-scroll">
          <table className="rows">
            <thead>
              <tr>
                <th scope="col">{texts.made.person}</th>
                <th scope="col">{texts.made.ticket}</th>
                <th scope="col">{texts.made.expires}</th>
                <th scope="col">
                  <span className="unseen">{texts.made.copy}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {tickets.map(({ user, ticket, expires_at }) => (
                <tr key={user.id}>
                  <th scope="row">
                    <Named text={user.name} />
                  </th>
                  <td data-title={texts.made.ticket}>
                    <Exact text={ticket} />
                  </td>
                  <td data-title={texts.made.expires}>
                    <Moment at={expires_at} />
                  </td>
                  <td>
                    <CopyButton text={ticket} what={texts.made.copyThis(makeVisible(user.name))} />
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
