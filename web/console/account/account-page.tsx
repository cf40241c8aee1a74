import { type OwnAccount, ownAccountApi } from "@nearside/shared/api/console/own-account.ts";
import { ROLE_NAMES } from "@nearside/shared/roles.ts";
import { numberText } from "@nearside/shared/text/amounts.ts";
import { Link } from "wouter";
import { accountTexts as texts } from "../../texts/console/account.tsx";
import { Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page } from "../layout/page.tsx";
import { AuthenticatorName } from "../mentions/authenticator.tsx";
import { KEY_PLACES } from "../mentions/machine.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Moment } from "../ui/moment.tsx";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { AccountTabs } from "./account-tabs.tsx";

/** GET /api/console/account. Shows who is signed in, on which machine, and where to look when something is wrong. */
export function AccountPage() {
  const reading = useRead(ownAccountApi.view);
  return (
    <Page title={texts.title} lead={texts.lead}>
      <AccountTabs />
      <Reading reading={reading} what={texts.reading}>
        {(account) => (
          <>
            <ForeignNotice account={account} />
            <Who account={account} />
            <Panel title={texts.wrong.title}>
              <ul className="overview">
                <Way href="/account/machines" {...texts.wrong.machine} />
                <Way href="/account/logins" {...texts.wrong.login} />
                <Way href="/account/sessions" {...texts.wrong.session} />
              </ul>
            </Panel>
          </>
        )}
      </Reading>
    </Page>
  );
}

function ForeignNotice({ account: { counts, lately_days } }: { account: OwnAccount }) {
  const count = counts.foreign_logins;
  if (count === 0) return null;
  return (
    <Notice tone="alert" title={texts.foreign.title({ logins: count })}>
      <p>{texts.foreign.text({ days: lately_days })}</p>
      <LinkButton href="/account/logins/elsewhere" kind="plain">
        {texts.foreign.show({ logins: count })}
      </LinkButton>
    </Notice>
  );
}

function Who({ account: { user, here, counts } }: { account: OwnAccount }) {
  return (
    <>
      <Panel title={texts.you.title}>
        <Details>
          <Detail name={texts.you.name}>
            {texts.you.fullName({ name: <Named text={user.display_name} />, user: <Named text={user.name} /> })}
          </Detail>
          <Detail name={texts.you.role}>{ROLE_NAMES[user.role]}</Detail>
          <Detail name={texts.you.email}>
            {user.email === null ? texts.you.noEmail : <Named text={user.email} />}
          </Detail>
          <Detail name={texts.you.machines}>
            <Link href="/account/machines">{numberText(counts.machines)}</Link>
          </Detail>
          <Detail name={texts.you.tokens}>
            <Link href="/account/tokens">{numberText(counts.tokens)}</Link>
          </Detail>
          <Detail name={texts.you.sessions}>
            <Link href="/account/sessions">{numberText(counts.sessions)}</Link>
          </Detail>
        </Details>
      </Panel>
      <Panel title={texts.here.title}>
        <Details>
          <Detail name={texts.here.machine}>
            <Link href={`/account/machines/${here.machine}`}>
              <Named text={here.hostname} />
            </Link>
          </Detail>
          <Detail name={texts.here.system}>
            <Named text={here.os} />
          </Detail>
          <Detail name={texts.here.keyStorage}>{KEY_PLACES[here.key_storage]}</Detail>
          <Detail name={texts.here.browser}>
            <Named text={here.browser} />
          </Detail>
          <Detail name={texts.here.authenticator}>
            <AuthenticatorName authenticator={here.authenticator} />
          </Detail>
          <Detail name={texts.here.address}>{here.address ?? texts.here.addressUnknown}</Detail>
          <Detail name={texts.here.since}>
            <Moment at={here.signed_in_at} />
          </Detail>
        </Details>
      </Panel>
    </>
  );
}

function Way({ href, title, text }: { href: string; title: string; text: string }) {
  return (
    <li>
      <Link href={href}>{title}</Link>
      <p>{text}</p>
    </li>
  );
}
