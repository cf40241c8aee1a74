import { type MailState, mailApi } from "@nearside/shared/api/console/mail.ts";
import { Link } from "wouter";
import { mailTexts as texts } from "../../texts/console/mail.tsx";
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
    <Page title={texts.title} lead={texts.lead}>
      <Reading reading={reading} what={texts.what}>
        {(state) => <MailOverview state={state} />}
      </Reading>
      <p>{texts.test}</p>
      <Command text="nearside-server mail test you@example.com" />
    </Page>
  );
}

/** Says who sends the mail, what waits, and what did not arrive. */
export function MailOverview({ state }: { state: MailState }) {
  const { server, waiting, sent, given_up, last_failure, without_address } = state;
  return (
    <>
      {server === null ? (
        <Notice tone="wait" title={texts.noServer.title}>
          <p>{texts.noServer.says}</p>
        </Notice>
      ) : null}
      {without_address === 0 ? null : (
        <Notice tone="wait" title={texts.withoutAddress.title(without_address)}>
          <p>
            {texts.withoutAddress.says((text) => (
              <Link href="/console/people">{text}</Link>
            ))}
          </p>
        </Notice>
      )}
      {server === null ? null : (
        <Panel title={texts.server.title}>
          <Details>
            <Detail name={texts.server.address}>
              <Named text={`${server.host}:${server.port}`} />
            </Detail>
            <Detail name={texts.server.connection}>{texts.tls[server.tls]}</Detail>
            <Detail name={texts.server.from}>
              <Named text={server.from} />
            </Detail>
          </Details>
        </Panel>
      )}
      <Panel title={texts.notices.title}>
        <Details>
          <Detail name={texts.notices.sent}>
            {sent.count === 0 ? texts.notices.none : texts.notices.sentCount(sent.count, <Moment at={sent.last} />)}
          </Detail>
          <Detail name={texts.notices.waiting}>
            {waiting.count === 0
              ? texts.notices.none
              : texts.notices.waitingCount(waiting.count, <Moment at={waiting.since} />)}
          </Detail>
          <Detail name={texts.notices.failed}>
            {given_up.count === 0 ? (
              texts.notices.none
            ) : (
              <>
                <Badge tone="alert">{texts.notices.failedCount(given_up.count)}</Badge>{" "}
                {texts.notices.failedLast(<Moment at={given_up.last} />, (text) => (
                  <Link href="/console/log/events">{text}</Link>
                ))}
              </>
            )}
          </Detail>
          <Detail name={texts.notices.lastFailure}>
            {last_failure === null
              ? texts.notices.none
              : texts.notices.failure(<Moment at={last_failure.at} />, <Named text={last_failure.said} />)}
          </Detail>
        </Details>
      </Panel>
    </>
  );
}
