import { type OwnSession, ownSessionsApi } from "@nearside/shared/api/console/own-sessions.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { ownSessionsTexts as texts } from "../../texts/console/account-logins.tsx";
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
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { ACCOUNT_STALE, AccountTabs } from "./account-tabs.tsx";
import { NotMeLink } from "./not-me-link.tsx";

const STATES: Readonly<Record<OwnSession["state"], BadgeWords>> = {
  active: { title: texts.states.active, tone: "near" },
  ended: { title: texts.states.ended, tone: "plain" },
  expired: { title: texts.states.expired, tone: "plain" },
  invalid: { title: texts.states.invalid, tone: "plain" },
};

const COLUMNS: readonly Column<OwnSession>[] = [
  {
    id: "machine",
    title: texts.columns.machine,
    cell: ({ machine: { hostname }, is_here }) =>
      is_here ? texts.here({ machine: <Named text={hostname} /> }) : <Named text={hostname} />,
  },
  { id: "browser", title: texts.columns.browser, cell: ({ browser }) => <Named text={browser} /> },
  {
    id: "address",
    title: texts.columns.address,
    cell: ({ address }) => (address === null ? texts.addressUnknown : <Named text={address} />),
  },
  {
    id: "state",
    title: texts.columns.state,
    cell: ({ state }) => <StateBadge words={STATES[state]} />,
  },
  { id: "since", title: texts.columns.since, cell: ({ created_at }) => <Moment at={created_at} /> },
  { id: "seen", title: texts.columns.used, cell: ({ seen_at }) => <Moment at={seen_at} />, onlyWide: true },
  { id: "end", title: texts.columns.action, cell: (session) => <EndSession session={session} /> },
];

function EndSession({ session: { id, is_here, state, machine } }: { session: OwnSession }) {
  const name = makeVisible(machine.hostname);
  const end = useChange<typeof ownSessionsApi.end>({
    stale: ACCOUNT_STALE,
    says: () => ({ says: texts.end.done({ name }) }),
  });
  if (is_here) return texts.signOutAbove;
  return (
    <div className="panel-actions">
      {state === "active" ? (
        <Button kind="plain" small onPress={() => end.begin({ to: at(ownSessionsApi.end, id), change: {} })}>
          {texts.end.open}
        </Button>
      ) : null}
      <NotMeLink thing="session" id={id} />
      <ConfirmChange change={end} title={texts.end.confirm({ name })} verb={texts.end.open} tone="alert">
        <p>{texts.end.text}</p>
      </ConfirmChange>
    </div>
  );
}

/** GET /api/console/account/sessions. Lists where the person is and was signed in to console and account. */
export function OwnSessionsPage() {
  const reading = useRead(ownSessionsApi.list);
  const end = useChange<typeof ownSessionsApi.endAll>({
    stale: ACCOUNT_STALE,
    says: ({ sessions }) => ({ says: texts.endOthers.done({ sessions }) }),
  });
  const everywhere = useChange({ stale: ACCOUNT_STALE });
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        <>
          <Button
            kind="plain"
            small
            onPress={() => end.begin({ to: ownSessionsApi.endAll, change: { this_too: false } })}
          >
            {texts.endOthers.open}
          </Button>
          <Button
            kind="plain"
            small
            onPress={() => everywhere.begin({ to: ownSessionsApi.endAll, change: { this_too: true } })}
          >
            {texts.endAll.open}
          </Button>
        </>
      }
    >
      <AccountTabs />
      <Panel title={texts.panel}>
        <Reading reading={reading} what={texts.reading}>
          {({ sessions }) => (
            <PlainTable what={texts.what} rows={sessions} columns={COLUMNS} idOf={({ id }) => id} none={texts.none} />
          )}
        </Reading>
      </Panel>
      <ConfirmChange change={end} title={texts.endOthers.confirm} verb={texts.endOthers.verb} tone="alert">
        <p>{texts.endOthers.text}</p>
      </ConfirmChange>
      <ConfirmChange change={everywhere} title={texts.endAll.confirm} verb={texts.endAll.verb} tone="alert">
        <p>{texts.endAll.text}</p>
      </ConfirmChange>
    </Page>
  );
}
