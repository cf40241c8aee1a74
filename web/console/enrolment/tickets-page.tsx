import { enrolmentsApi } from "@nearside/shared/api/console/enrolments.ts";
import { type TicketRow, ticketStateSchema, ticketsApi } from "@nearside/shared/api/console/tickets.ts";
import { useState } from "react";
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
  { kind: "choice", name: "state", title: "State", choices: choicesOf(ticketStateSchema.options, TICKET_STATES) },
];

const STALE = [ticketsApi.list, enrolmentsApi.list];

const COLUMNS: readonly Column<TicketRow>[] = [
  { id: "user", title: "For", cell: ({ user }) => <Named text={user.name} /> },
  {
    id: "state",
    title: "State",
    cell: (row) => <TicketShown row={row} />,
  },
  { id: "uses", title: "Used", cell: ({ consumed, uses }) => `${consumed} of ${uses}`, isNumber: true },
  { id: "expires_at", title: "Ends", sort: "expires_at", cell: ({ expires_at }) => <Moment at={expires_at} /> },
  { id: "created_at", title: "Made", sort: "created_at", cell: ({ created_at }) => <Moment at={created_at} /> },
  { id: "made_by", title: "By", cell: makerWords, onlyWide: true },
  {
    id: "demands",
    title: "Asks for",
    cell: ({ demands }) => demandWords(demands).join("; ") || "what the policy asks",
    onlyWide: true,
  },
  { id: "note", title: "Note", cell: ({ note }) => (note === null ? "" : <Named text={note} />), onlyWide: true },
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
          on <Quoted text={hostname} longest={LONGEST} /> by <Quoted text={account} longest={LONGEST} />
          {address === null ? "" : `, from ${address}`}, <Moment at={at} />
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
    says: () => ({ says: "The ticket is free: its person can begin with it again, on any machine." }),
  });
  const revoke = useChange<typeof ticketsApi.revoke>({
    stale: STALE,
    says: ({ ended }) => ({
      says: ended === 0 ? "The ticket was taken back." : "The ticket was taken back, and what had begun with it ended.",
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
    title: "Change",
    cell: (row) =>
      row.state === "open" ? (
        <div className="panel-actions">
          {row.begun.length === 0 ? null : (
            <Button kind="plain" small onPress={() => ask(row, "free")}>
              Free
            </Button>
          )}
          <Button kind="plain" small onPress={() => ask(row, "revoke")}>
            Take back
          </Button>
        </div>
      ) : (
        ""
      ),
  };
  return (
    <Page
      title="Tickets"
      crumbs={[{ title: "Enrolment", href: "/console/enrolment" }]}
      lead="Each lets one person begin to enrol. Nobody can see a ticket again: the server keeps its hash alone."
      actions={may ? <LinkButton href="/console/enrolment/tickets/new">Make tickets</LinkButton> : undefined}
    >
      <EnrolmentTabs />
      <DataTable
        what="tickets"
        list={ticketsApi.list}
        columns={may ? [...COLUMNS, actions] : COLUMNS}
        idOf={({ id }) => id}
        nameOf={(row) => `Ticket for ${row.user.name}, ${ticketWords(row).title}`}
        search="Name of the person"
        filters={FILTERS}
        exportList={ticketsApi.exportList}
        everySeconds={15}
        empty={{ title: "There are no tickets", says: "Make one for somebody who is to enrol a machine." }}
      />
      <ConfirmChange change={free} title={`Free the ticket for ${chosen?.user.name ?? "them"}?`} verb="Free">
        <p>
          What has begun with it ends, and the same ticket lets its person begin again, on that machine or another. If
          they did not begin on {machinesOf(chosen)}, somebody else has the ticket: take it back instead.
        </p>
      </ConfirmChange>
      <ConfirmChange
        change={revoke}
        title={`Take back the ticket for ${chosen?.user.name ?? "them"}?`}
        verb="Take back"
        tone="alert"
      >
        <p>
          Nobody can enrol with it from then on, and what has begun with it ends. A machine that already waits for its
          six words goes on waiting: decide on it by itself.
        </p>
      </ConfirmChange>
    </Page>
  );
}

/** Names the machines that have begun with a ticket. Plain text. */
const machinesOf = (row: TicketRow | undefined): string =>
  row === undefined ? "it" : row.begun.map(({ hostname }) => makeVisible(hostname)).join(", ");
