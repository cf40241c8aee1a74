import { ownAccountApi } from "@nearside/shared/api/console/own-account.ts";
import { accountTexts as texts } from "../../texts/console/account.tsx";
import { Tabs } from "../layout/tabs.tsx";

const TABS = [
  { title: texts.tabs.overview, href: "/account" },
  { title: texts.tabs.machines, href: "/account/machines" },
  { title: texts.tabs.passkeys, href: "/account/passkeys" },
  { title: texts.tabs.logins, href: "/account/logins" },
  { title: texts.tabs.tokens, href: "/account/tokens" },
  { title: texts.tabs.leases, href: "/account/leases" },
  { title: texts.tabs.sessions, href: "/account/sessions" },
] as const;

export function AccountTabs() {
  return <Tabs label={texts.title} tabs={TABS} />;
}

/** The crumbs of a page that is below `/account`. */
export const ACCOUNT_CRUMBS = [{ title: texts.title, href: "/account" }] as const;

/** Everything below this entry's address becomes stale when something of the person's own ends. */
export const ACCOUNT_STALE = [ownAccountApi.view] as const;
