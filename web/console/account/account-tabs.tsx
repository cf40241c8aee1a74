import { ownAccountApi } from "@nearside/shared/api/console/own-account.ts";
import { Tabs } from "../layout/tabs.tsx";

const TABS = [
  { title: "Overview", href: "/account" },
  { title: "Machines", href: "/account/machines" },
  { title: "Passkeys", href: "/account/passkeys" },
  { title: "Logins", href: "/account/logins" },
  { title: "Tokens", href: "/account/tokens" },
  { title: "Sign-ins", href: "/account/sessions" },
] as const;

export function AccountTabs() {
  return <Tabs label="My account" tabs={TABS} />;
}

/** The crumbs of a page that is below `/account`. */
export const ACCOUNT_CRUMBS = [{ title: "My account", href: "/account" }] as const;

/** The beginning of the paths that become stale when something of one's own ends. */
export const ACCOUNT_STALE = [ownAccountApi.view] as const;
