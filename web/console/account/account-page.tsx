import { type OwnAccount, ownAccountApi } from "@nearside/shared/api/console/own-account.ts";
import { ROLE_NAMES } from "@nearside/shared/roles.ts";
import { Link } from "wouter";
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
    <Page title="My account" lead="What is yours here, and how to end it when something is not right.">
      <AccountTabs />
      <Reading reading={reading} what="your account">
        {(account) => (
          <>
            <ForeignNotice account={account} />
            <Who account={account} />
            <Panel title="Something is not right">
              <ul className="overview">
                <Way href="/account/machines" title="I lost a machine">
                  End it for good, with everything that it was logged in to.
                </Way>
                <Way href="/account/logins" title="A login wasn't mine">
                  Open it and say so: it ends, its machine is quarantined, and your administrators are told.
                </Way>
                <Way href="/account/sessions" title="I am signed in where I should not be">
                  Sign out there, or everywhere.
                </Way>
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
    <Notice
      tone="alert"
      title={
        count === 1
          ? "A login that was started elsewhere was opened on a machine of yours"
          : `${count} logins that were started elsewhere were opened on machines of yours`
      }
    >
      <p>
        In the last {lately_days} days. Nobody was let in. If somebody sent you a link or a code: do not answer, and
        tell your administrator.
      </p>
      <LinkButton href="/account/logins/elsewhere" kind="plain">
        Look at {count === 1 ? "it" : "them"}
      </LinkButton>
    </Notice>
  );
}

function Who({ account: { user, here, counts } }: { account: OwnAccount }) {
  return (
    <>
      <Panel title="Who you are">
        <Details>
          <Detail name="Name">
            <Named text={user.display_name} /> (<Named text={user.name} />)
          </Detail>
          <Detail name="Role">{ROLE_NAMES[user.role]}</Detail>
          <Detail name="Notices go to">{user.email === null ? "no address" : <Named text={user.email} />}</Detail>
          <Detail name="Machines to approve on">
            <Link href="/account/machines">{counts.machines}</Link>
          </Detail>
          <Detail name="Tokens in force">
            <Link href="/account/tokens">{counts.tokens}</Link>
          </Detail>
          <Detail name="Signed in here">
            <Link href="/account/sessions">{counts.sessions === 1 ? "once" : `${counts.sessions} times`}</Link>
          </Detail>
        </Details>
      </Panel>
      <Panel title="Where you are">
        <Details>
          <Detail name="Machine">
            <Link href={`/account/machines/${here.machine}`}>
              <Named text={here.hostname} />
            </Link>
          </Detail>
          <Detail name="System">
            <Named text={here.os} />
          </Detail>
          <Detail name="Its key lies in">{KEY_PLACES[here.key_storage]}</Detail>
          <Detail name="Browser">
            <Named text={here.browser} />
          </Detail>
          <Detail name="Signed in by">
            <AuthenticatorName authenticator={here.authenticator} />
          </Detail>
          <Detail name="From">{here.address ?? "an address that was not kept"}</Detail>
          <Detail name="Since">
            <Moment at={here.signed_in_at} />
          </Detail>
        </Details>
      </Panel>
    </>
  );
}

function Way({ href, title, children }: { href: string; title: string; children: string }) {
  return (
    <li>
      <Link href={href}>{title}</Link>
      <p>{children}</p>
    </li>
  );
}
