import { Tabs } from "../layout/tabs.tsx";
import { PAGES } from "../pages.ts";

const TABS = [
  { title: "Overview", href: "/account" },
  { title: "Machines", href: "/account/machines" },
  { title: "Passkeys", href: "/account/passkeys" },
  { title: "Logins", href: "/account/logins" },
  { title: "Tokens", href: "/account/tokens" },
  { title: "Sign-ins", href: "/account/sessions" },
] as const;

/** The parts of one's own account that there are. */
export function AccountTabs() {
  const shown = TABS.filter(({ href }) => PAGES.some(({ path }) => path === href));
  return <Tabs label="My account" tabs={shown} />;
}

/** What stands above a page of it. */
export const ACCOUNT_CRUMBS = [{ title: "My account", href: "/account" }] as const;

/** Everything that ending something of one's own makes stale. */
export const ACCOUNT = "/api/console/account";
export const ACCOUNT_STALE = [ACCOUNT] as const;
