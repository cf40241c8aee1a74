import { type OwnLoginDetail, ownLoginDetailSchema } from "@nearside/shared/api/console/own-logins.ts";
import { isRefusalCode, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { Link } from "wouter";
import { keyed } from "../../ui/keyed.ts";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact, Named, Quoted } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { AuthenticatorName } from "../enrolment/authenticator-name.tsx";
import { Page } from "../layout/page.tsx";
import { titleOfKind } from "../log/log-words.ts";
import type { PageParams } from "../pages.ts";
import { LOGIN_STATES } from "../people/login-states.ts";
import { Badge } from "../ui/badge.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { exactTime } from "../ui/moment.ts";
import { Moment } from "../ui/moment-text.tsx";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { ACCOUNT, ACCOUNT_CRUMBS } from "./account-tabs.tsx";
import { EndToken } from "./end-token.tsx";
import { LoginAlarm } from "./login-alarm.tsx";
import { NotMeLink } from "./not-me-link.tsx";

/** GET /api/console/account/logins/:id: what was asked, by what it was approved, what it gave. */
export function OwnLoginPage({ params }: { params: PageParams }) {
  const id = params["login"] ?? "";
  const reading = useRead(`${ACCOUNT}/logins/${encodeURIComponent(id)}`, ownLoginDetailSchema);
  const name = reading.data?.login.client.name;
  return (
    <Page
      title={name === undefined ? "A login" : `Login to ${makeVisible(name)}`}
      heading={
        name === undefined ? (
          "A login"
        ) : (
          <>
            Login to <Named text={name} />
          </>
        )
      }
      crumbs={[...ACCOUNT_CRUMBS, { title: "Logins", href: "/account/logins" }]}
      actions={<NotMeLink what="login" id={id} />}
    >
      <Reading reading={reading} what="the login">
        {(detail) => (
          <>
            <OpenedElsewhere openings={detail.opened_elsewhere} />
            <Asked detail={detail} />
            <Decided detail={detail} />
            <Panel title="What happened">
              <Details>
                {detail.events.map(({ seq, at, kind }) => (
                  <Detail key={seq} name={exactTime(at)}>
                    {titleOfKind(kind)}
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

/** What came of its link, as far as it may be said: of somebody else's browser no more than that there was one (threat R18). */
function OpenedElsewhere({ openings }: { openings: OwnLoginDetail["opened_elsewhere"] }) {
  if (openings.length === 0) return null;
  return (
    <Notice tone="alert" title="The link of this login was opened on another machine">
      <ul>
        {keyed(openings).map(({ key, item: { at, own } }) => (
          <li key={key}>
            {exactTime(at)}:{" "}
            {own === null ? (
              "in a browser of somebody else"
            ) : (
              <>
                on your <Named text={own.hostname} />, in <Named text={own.browser} />
              </>
            )}
          </li>
        ))}
      </ul>
      <p>
        It could not be approved there. If you started it, approve it where it runs, and give its link to nobody. If you
        did not, say that it was not you: somebody else uses your machine.
      </p>
    </Notice>
  );
}

/** The machine's own words are quoted. */
function Asked({ detail: { login, context, authorization_details } }: { detail: OwnLoginDetail }) {
  const { title, tone } = LOGIN_STATES[login.state] ?? { title: login.state, tone: "plain" };
  const said = (text: string | null) => (text === null || text === "" ? "not said" : <Quoted text={text} />);
  return (
    <Panel title="What was asked">
      <Details>
        <Detail name="State">
          <Badge tone={tone}>{title}</Badge> {login.alarm === null ? null : <LoginAlarm alarm={login.alarm} />}
        </Detail>
        <Detail name="Program">
          <Named text={login.client.name} /> ({login.client.verified ? "name verified" : "name not verified"})
        </Detail>
        <Detail name="When">{exactTime(login.created_at)}</Detail>
        <Detail name="Machine">
          <Link href={`/account/machines/${login.machine.id}`}>
            <Named text={login.machine.hostname} />
          </Link>
        </Detail>
        <Detail name="From">{login.address}</Detail>
        <Detail name="Command">{said(context.command)}</Detail>
        <Detail name="In">{said(context.cwd)}</Detail>
        <Detail name="Account there">{said(context.account)}</Detail>
        <Detail name="Started by">{said(context.parent)}</Detail>
        <Detail name="Terminal">{said(context.tty)}</Detail>
        <Detail name="Logged in there from">
          {context.remote === null ? "that machine itself" : said(context.remote)}
        </Detail>
        <Detail name="Asked for">{login.scope === "" ? "no scope" : <Exact text={login.scope} />}</Detail>
        <Detail name="At">
          {login.resource.length === 0 ? "this server only" : <Exact text={login.resource.join(" ")} />}
        </Detail>
        {authorization_details.length === 0 ? null : (
          <Detail name="In detail">
            <ul className="plain-list">
              {authorization_details.map((detail) => (
                <li key={JSON.stringify(detail)}>
                  <Exact text={JSON.stringify(detail)} />
                </li>
              ))}
            </ul>
          </Detail>
        )}
        <Detail name="Id">
          <Exact text={login.id} />
        </Detail>
      </Details>
    </Panel>
  );
}

const GRANTED: Readonly<Record<NonNullable<OwnLoginDetail["granted"]>["state"], string>> = {
  in_force: "in force",
  ended: "ended",
  over: "over: its time has come",
  fallen: "no longer good: something that it rests on has ended, or is quarantined",
};

function Decided({ detail: { login, browser, approved, reason, granted } }: { detail: OwnLoginDetail }) {
  return (
    <Panel
      title="What came of it"
      actions={granted?.state === "in_force" ? <EndToken id={granted.id} name={login.client.name} /> : undefined}
    >
      <Details>
        <Detail name="Browser">{browser === null ? "none met it" : <Named text={browser} />}</Detail>
        <Detail name="Approved by">
          {approved === null ? "nobody" : <AuthenticatorName authenticator={approved.authenticator} />}
        </Detail>
        {approved === null ? null : <Detail name="Approved">{exactTime(approved.at)}</Detail>}
        {reason === null ? null : <Detail name="Why not">{isRefusalCode(reason) ? sentenceOf(reason) : reason}</Detail>}
        <Detail name="It gave">
          {granted === null ? (
            "nothing"
          ) : (
            <>
              {granted.scope === "" ? "no scope" : <Exact text={granted.scope} />}: {GRANTED[granted.state]}
            </>
          )}
        </Detail>
        {granted?.state === "in_force" ? (
          <Detail name="At the longest until">
            <Moment at={granted.until} />
          </Detail>
        ) : null}
      </Details>
    </Panel>
  );
}
