import { enrolmentsApi } from "@nearside/shared/api/console/enrolments.ts";
import { type TicketRow, ticketStateSchema, ticketsApi } from "@nearside/shared/api/console/tickets.ts";
import { useState } from "react";
import { enrolmentTexts } from "../../texts/console/enrolment.tsx";
import { ticketTexts as texts } from "../../texts/console/tickets.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named, Quoted } from "../../ui/quoted.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { choicesOf } from "../form/choices.ts";
import { Page } from "../layout/page.tsx";
import { useMay } from "../session/use-session.ts";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import type { Filter } from "../table/filters.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Moment } from "../ui/moment.tsx";
import { EnrolmentTabs } from "./enrolment-tabs.tsx";
import { demandWords, makerWords, TICKET_STATES, ticketWords } from "./enrolment-words.ts";

const FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "state",
    title: texts.list.state,
    choices: choicesOf(ticketStateSchema.options, TICKET_STATES),
  },
];

const STALE = [ticketsApi.list, enrolmentsApi.list];

const COLUMNS: readonly Column<TicketRow>[] = [
  { id: "user", title: texts.list.person, cell: ({ user }) => <Named text={user.name} /> },
  {
    id: "state",
    title: texts.list.state,
    cell: (row) => <TicketShown row={row} />,
  },
  {
    id: "uses",
    title: texts.list.used,
    cell: ({ consumed, uses }) => texts.list.usedOf(consumed, uses),
    isNumber: true,
  },
  {
    id: "expires_at",
    title: texts.list.ends,
    sort: "expires_at",
    cell: ({ expires_at }) => <Moment at={expires_at} />,
  },
  {
    id: "created_at",
    title: texts.list.made,
    sort: "created_at",
    cell: ({ created_at }) => <Moment at={created_at} />,
  },
  { id: "made_by", title: texts.list.madeBy, cell: makerWords, onlyWide: true },
  {
    id: "demands",
    title: texts.list.requires,
    cell: ({ demands }) => demandWords(demands),
    onlyWide: true,
  },
  {
    id: "note",
    title: texts.list.note,
    cell: ({ note }) => (note === null ? null : <Named text={note} />),
    onlyWide: true,
  },
];

/** Characters of a machine's own words that fit a list. */
const LONGEST = 40;

/**
 * Shows a ticket's state, and every machine that is half through an enrolment with it, by the name that the machine
 * gives itself.
 */
function TicketShown({ row: { state, begun } }: { row: TicketRow }) {
  return (
    <div>
      <StateBadge words={ticketWords({ state, begun })} />
      {begun.map(({ hostname, account, address, at }) => (
        <small key={`${hostname} ${at}`}>
          {texts.list.begun(
            <Quoted text={hostname} longest={LONGEST} />,
            <Quoted text={account} longest={LONGEST} />,
            address,
            <Moment at={at} />,
          )}
        </small>
      ))}
    </div>
  );
}

/**
 * GET /api/console/tickets. Lists the tickets by which people can still enrol. The tickets themselves are shown once,
 * when they are made.
 */
export function TicketsPage() {
  const may = useMay()("tickets.manage");
  const [chosen, setChosen] = useState<TicketRow>();
  const free = useChange({
    stale: STALE,
    says: () => ({ says: texts.free.done }),
  });
  const revoke = useChange<typeof ticketsApi.revoke>({
    stale: STALE,
    says: ({ ended }) => ({
      says: ended === 0 ? texts.revoke.done : texts.revoke.doneWithEnded,
    }),
  });
  const ask = (row: TicketRow, action: "free" | "revoke") => {
    setChosen(row);
    const change = { ticket: row.id };
    if (action === "free") free.begin({ to: ticketsApi.free, change });
    else revoke.begin({ to: ticketsApi.revoke, change });
  };
  const actions: Column<TicketRow> = {
    id: "actions",
    title: texts.list.actions,
    cell: (row) =>
      row.state === "open" ? (
        <div className="panel-actions">
          {row.begun.length === 0 ? null : (
            <Button kind="plain" small onPress={() => ask(row, "free")}>
              {texts.free.send}
            </Button>
          )}
          <Button kind="danger" small onPress={() => ask(row, "revoke")}>
            {texts.revoke.send}
          </Button>
        </div>
      ) : null,
  };
  return (
    <Page
      title={texts.list.title}
      crumbs={[{ title: enrolmentTexts.page.title, href: "/console/enrolment" }]}
      lead={texts.list.lead}
      actions={may ? <LinkButton href="/console/enrolment/tickets/new">{texts.list.make}</LinkButton> : undefined}
    >
      <EnrolmentTabs />
      <DataTable
        what={texts.list.what}
        list={ticketsApi.list}
        columns={may ? [...COLUMNS, actions] : COLUMNS}
        idOf={({ id }) => id}
        nameOf={(row) => texts.list.name(row.user.name, ticketWords(row).title)}
        search={texts.list.search}
        filters={FILTERS}
        exportList={ticketsApi.exportList}
        everySeconds={15}
        empty={texts.list.empty}
      />
      <ConfirmChange change={free} title={texts.free.title(chosen?.user.name ?? texts.somebody)} verb={texts.free.send}>
        <p>{texts.free.says(machinesOf(chosen))}</p>
      </ConfirmChange>
      <ConfirmChange
        change={revoke}
        title={texts.revoke.title(chosen?.user.name ?? texts.somebody)}
        verb={texts.revoke.send}
        tone="alert"
      >
        <p>{texts.revoke.says}</p>
      </ConfirmChange>
    </Page>
  );
}

/** Names the machines that have begun with a ticket. Plain text. */
const machinesOf = (row: TicketRow | undefined): readonly string[] =>
  (row?.begun ?? []).map(({ hostname }) => makeVisible(hostname));
