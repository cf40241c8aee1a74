import { ownAccountApi } from "@nearside/shared/api/console/own-account.ts";
import { Tabs } from "../layout/tabs.tsx";

const TABS = [
  { title: "Overview", href: "/account" },
  { title: "Machines", href: "/account/machines" },
  { title: "Passkeys", href: "/account/passkeys" },
  { title: "Logins", href: "/account/logins" },
  { title: "Tokens", href: "/account/tokens" },
  { title: "Leases", href: "/account/leases" },
  { title: "Sign-ins", href: "/account/sessions" },
] as const;

export function AccountTabs() {
  return <Tabs label="My account" tabs={TABS} />;
}

/** The crumbs of a page that is below `/account`. */
export const ACCOUNT_CRUMBS = [{ title: "My account", href: "/account" }] as const;

/** Everything below this entry's address becomes stale when something of the person's own ends. */
export const ACCOUNT_STALE = [ownAccountApi.view] as const;
