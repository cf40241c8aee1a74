import { type MailState, mailApi } from "@nearside/shared/api/console/mail.ts";
import { Link } from "wouter";
import { Command } from "../../ui/command.tsx";
import { Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page } from "../layout/page.tsx";
import { Badge } from "../ui/badge.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";

/** GET /api/console/mail. Shows whether people are told by mail, and how it goes. */
export function MailPage() {
  const reading = useRead(mailApi.state, { everySeconds: 30 });
  return (
    <Page
      title="Mail"
      lead="People are told by mail of new machines, of logins that were refused because they started elsewhere, and of whatever else changes who can sign in as them."
    >
      <Reading reading={reading} what="how mail goes">
        {(state) => <MailOverview state={state} />}
      </Reading>
      <p>To see what the mail server says, on the server's own shell:</p>
      <Command text="nearside-server mail test you@example.com" />
    </Page>
  );
}

const TLS = {
  starttls: "TLS from the first command on (STARTTLS)",
  implicit: "TLS from the first byte on",
  none: "no TLS: it is on the server's own machine",
} as const;

/** Says who sends the mail, what waits, and what did not arrive. */
export function MailOverview({ state }: { state: MailState }) {
  const { server, waiting, sent, given_up, last_failure, without_address } = state;
  return (
    <>
      {server === null ? (
        <Notice tone="wait" title="No mail is sent">
          <p>
            The server has no mail server, so no notices are made. Whoever runs it sets NEARSIDE_MAIL_HOST and
            NEARSIDE_MAIL_FROM and starts it again.
          </p>
        </Notice>
      ) : null}
      {without_address === 0 ? null : (
        <Notice
          tone="wait"
          title={without_address === 1 ? "One person has no address" : `${without_address} people have no address`}
        >
          <p>
            No notice reaches them. Give each an e-mail address among the <Link href="/console/people">people</Link>.
          </p>
        </Notice>
      )}
      {server === null ? null : (
        <Panel title="Mail server">
          <Details>
            <Detail name="Address">
              <Named text={`${server.host}:${server.port}`} />
            </Detail>
            <Detail name="Connection">{TLS[server.tls]}</Detail>
            <Detail name="Sent from">
              <Named text={server.from} />
            </Detail>
          </Details>
        </Panel>
      )}
      <Panel title="Notices of the last thirty days">
        <Details>
          <Detail name="Sent">
            {sent.count === 0 ? (
              "none"
            ) : (
              <>
                {sent.count}, the last one <Moment at={sent.last} />
              </>
            )}
          </Detail>
          <Detail name="Waiting">
            {waiting.count === 0 ? (
              "none"
            ) : (
              <>
                {waiting.count}, the first since <Moment at={waiting.since} />
              </>
            )}
          </Detail>
          <Detail name="Given up">
            {given_up.count === 0 ? (
              "none"
            ) : (
              <>
                <Badge tone="alert">{given_up.count} not delivered</Badge> the last one <Moment at={given_up.last} />.{" "}
                <Link href="/console/log">The security log</Link> says whose.
              </>
            )}
          </Detail>
          <Detail name="Last failure">
            {last_failure === null ? (
              "none"
            ) : (
              <>
                <Moment at={last_failure.at} />: <Named text={last_failure.said} />
              </>
            )}
          </Detail>
        </Details>
      </Panel>
    </>
  );
}
