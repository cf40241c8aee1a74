import { type OwnLoginDetail, ownLoginsApi } from "@nearside/shared/api/console/own-logins.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { accountTexts } from "../../texts/console/account.tsx";
import { ownLoginsTexts } from "../../texts/console/account-logins.tsx";
import { logTexts } from "../../texts/console/log.tsx";
import { keyed } from "../../ui/keyed.ts";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import { LoginOutcome } from "../log/login-outcome.tsx";
import { LoginRequest } from "../log/login-request.tsx";
import { titleOfKind } from "../mentions/event.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { exactTime } from "../ui/moment.tsx";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { ACCOUNT_CRUMBS } from "./account-tabs.tsx";
import { EndToken } from "./end-token.tsx";
import { NotMeLink } from "./not-me-link.tsx";

const texts = ownLoginsTexts.one;
const { timeline: timelineTexts } = logTexts;

/** GET /api/console/account/logins/:id. Shows what was requested, what approved it, and what it gave. */
export function OwnLoginPage({ params }: { params: PageParams }) {
  const id = params["login"] ?? "";
  const reading = useRead(at(ownLoginsApi.view, id));
  const name = reading.data?.login.client.name;
  return (
    <Page
      title={name === undefined ? texts.title : texts.titleOf({ client: makeVisible(name) })}
      heading={name === undefined ? texts.title : texts.heading({ client: <Named text={name} /> })}
      crumbs={[...ACCOUNT_CRUMBS, { title: accountTexts.tabs.logins, href: "/account/logins" }]}
      actions={<NotMeLink thing="login" id={id} />}
    >
      <Reading reading={reading} what={texts.reading}>
        {(detail) => (
          <>
            <OpenedElsewhere openings={detail.opened_elsewhere} />
            <LoginRequest detail={detail} machineHref={`/account/machines/${detail.login.machine.id}`} />
            <LoginOutcome detail={detail} actions={<EndGranted detail={detail} />} />
            <Panel title={texts.timeline}>
              <Details>
                {detail.events.map(({ seq, at, kind, times }) => (
                  <Detail key={seq} name={exactTime(at)}>
                    {titleOfKind(kind)} {times > 1 ? timelineTexts.times(times) : null}
                  </Detail>
                ))}
              </Details>
            </Panel>
          </>
        )}
      </Reading>
    </Page>
  );
}

/** Offers to end what the login gave while it is active. */
function EndGranted({ detail: { granted, login } }: { detail: OwnLoginDetail }) {
  return granted?.state === "active" ? <EndToken id={granted.id} name={login.client.name} /> : null;
}

/**
 * Says where the login's link was opened, as far as this page may tell. About another person's browser it says only
 * that there was one (threat R18).
 */
function OpenedElsewhere({ openings }: { openings: OwnLoginDetail["opened_elsewhere"] }) {
  if (openings.length === 0) return null;
  return (
    <Notice tone="alert" title={texts.opened.title}>
      <ul>
        {keyed(openings).map(({ key, item: { at, own } }) => (
          <li key={key}>
            {own === null
              ? texts.opened.bySomebody({ time: exactTime(at) })
              : texts.opened.byYou({
                  time: exactTime(at),
                  host: <Named text={own.hostname} />,
                  browser: <Named text={own.browser} />,
                })}
          </li>
        ))}
      </ul>
      <p>{texts.opened.text}</p>
    </Notice>
  );
}
