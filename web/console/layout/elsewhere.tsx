import { ROLE_NAMES } from "@nearside/shared/api/console/roles.ts";
import { useSession } from "../session/use-session.ts";
import { Page } from "./page.tsx";

export function NowherePage() {
  return (
    <Page title="There is nothing at this address">
      <p>It may have been removed, or the address may be cut off. Choose from the navigation.</p>
    </Page>
  );
}

export function NotPermittedPage() {
  const { role } = useSession().user;
  return (
    <Page title="Your role does not include this page">
      <p>You are signed in as {ROLE_NAMES[role]}. Owners of this server say who has which role.</p>
    </Page>
  );
}
