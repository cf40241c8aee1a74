import { type OwnSession, ownSessionsApi } from "@nearside/shared/api/console/own-sessions.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useRead } from "../data/use-read.ts";
import { Page } from "../layout/page.tsx";
import type { Column } from "../table/column.ts";
import { PlainTable } from "../table/plain-table.tsx";
import { type BadgeWords, StateBadge } from "../ui/badge.tsx";
import { countOf } from "../ui/count-of.ts";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { ACCOUNT_STALE, AccountTabs } from "./account-tabs.tsx";
import { NotMeLink } from "./not-me-link.tsx";

const STATES: Readonly<Record<OwnSession["state"], BadgeWords>> = {
  in_force: { title: "Signed in", tone: "near" },
  ended: { title: "Signed out", tone: "plain" },
  over: { title: "Over by itself", tone: "plain" },
  fallen: { title: "No longer good", tone: "plain" },
};

const COLUMNS: readonly Column<OwnSession>[] = [
  {
    id: "machine",
    title: "Machine",
    cell: ({ machine, is_here }) => (
      <>
        <Named text={machine.hostname} />
        {is_here ? " (this one)" : ""}
      </>
    ),
  },
  { id: "browser", title: "Browser", cell: ({ browser }) => <Named text={browser} /> },
  { id: "address", title: "From", cell: ({ address }) => (address === null ? "not kept" : <Named text={address} />) },
  {
    id: "state",
    title: "State",
    cell: ({ state }) => <StateBadge words={STATES[state]} />,
  },
  { id: "since", title: "Since", cell: ({ created_at }) => <Moment at={created_at} /> },
  { id: "seen", title: "Last used", cell: ({ seen_at }) => <Moment at={seen_at} />, onlyWide: true },
  { id: "end", title: "End it", cell: (session) => <EndSession session={session} /> },
];

function EndSession({ session: { id, is_here, state, machine } }: { session: OwnSession }) {
  const name = makeVisible(machine.hostname);
  const end = useChange<typeof ownSessionsApi.end>({
    stale: ACCOUNT_STALE,
    says: () => ({ says: `You are signed out on ${name}.` }),
  });
  if (is_here) return "Sign out above";
  return (
    <div className="panel-actions">
      {state === "in_force" ? (
        <Button kind="plain" small onPress={() => end.begin({ to: at(ownSessionsApi.end, id), change: {} })}>
          Sign out there
        </Button>
      ) : null}
      <NotMeLink what="session" id={id} />
      <ConfirmChange change={end} title={`Sign out on ${name}?`} verb="Sign out there" tone="alert">
        <p>The page that is open there shows nothing more. You can sign in there again with your passkey.</p>
      </ConfirmChange>
    </div>
  );
}

/** GET /api/console/account/sessions. Lists where the person is and was signed in to console and account. */
export function OwnSessionsPage() {
  const reading = useRead(ownSessionsApi.list);
  const end = useChange<typeof ownSessionsApi.endAll>({
    stale: ACCOUNT_STALE,
    says: ({ sessions }) => ({ says: `${countOf(sessions, "sign-in")} ended.` }),
  });
  const everywhere = useChange({ stale: ACCOUNT_STALE });
  return (
    <Page
      title="Sign-ins"
      lead="Where you are signed in to this page, and where you were in the last hours."
      actions={
        <>
          <Button kind="plain" onPress={() => end.begin({ to: ownSessionsApi.endAll, change: { this_too: false } })}>
            Sign out everywhere else
          </Button>
          <Button
            kind="plain"
            onPress={() => everywhere.begin({ to: ownSessionsApi.endAll, change: { this_too: true } })}
          >
            Sign out everywhere
          </Button>
        </>
      }
    >
      <AccountTabs />
      <Panel title="Console and account">
        <Reading reading={reading} what="your sign-ins">
          {({ sessions }) => (
            <PlainTable what="sign-ins" rows={sessions} columns={COLUMNS} idOf={({ id }) => id} none="There is none." />
          )}
        </Reading>
      </Panel>
      <ConfirmChange change={end} title="Sign out everywhere else?" verb="Sign out there" tone="alert">
        <p>You stay signed in here alone. What programs are logged in to goes on: end that under Tokens.</p>
      </ConfirmChange>
      <ConfirmChange change={everywhere} title="Sign out everywhere, here too?" verb="Sign out" tone="alert">
        <p>You sign in again with your passkey. What programs are logged in to goes on: end that under Tokens first.</p>
      </ConfirmChange>
    </Page>
  );
}
