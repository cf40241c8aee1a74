import { RECOVERY_STATES, type RecoveryRow, recoveriesApi } from "@nearside/shared/api/console/recovery.ts";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { useNow } from "../../ui/use-now.ts";
import { useConsole } from "../console-context.ts";
import { choicesOf } from "../form/choices.ts";
import { Page } from "../layout/page.tsx";
import { useMay } from "../session/use-session.ts";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import type { Filter } from "../table/filters.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Moment } from "../ui/moment.tsx";
import { leftUntil, RECOVERY_WORDS, wordsOf } from "./recovery-words.ts";

const COLUMNS: readonly Column<RecoveryRow>[] = [
  { id: "person", title: "Person", cell: ({ user }) => <Named text={user.name} /> },
  {
    id: "state",
    title: "State",
    cell: (row) => <StateBadge words={wordsOf(row)} />,
  },
  { id: "clock", title: "Opens in", cell: (row) => <Clock row={row} /> },
  { id: "started_by", title: "Begun by", cell: ({ started_by }) => <Named text={started_by.name} />, onlyWide: true },
  { id: "started_at", title: "Begun", sort: "started_at", cell: (row) => <Moment at={row.started_at} /> },
];

const FILTERS: readonly Filter[] = [
  { kind: "choice", name: "state", title: "State", choices: choicesOf(RECOVERY_STATES, RECOVERY_WORDS) },
];

function Clock({ row: { state, opens_at } }: { row: RecoveryRow }) {
  const { clock } = useConsole();
  const now = useNow(clock);
  if (state !== "cooling" || opens_at === null) return "–";
  return leftUntil(opens_at, now) ?? "now";
}

/** GET /api/console/recoveries, as a list. */
export function RecoveriesPage() {
  const may = useMay();
  return (
    <Page
      title="Recovery"
      lead="For people who lost their only machine: two administrators, and a time in which the person can say no."
      actions={
        <>
          {may("log.read") ? (
            <LinkButton href="/console/recovery/break-glass" kind="plain">
              Break-glass codes
            </LinkButton>
          ) : null}
          {may("recovery.start") ? <LinkButton href="/console/recovery/new">Begin a recovery</LinkButton> : null}
        </>
      }
    >
      <DataTable
        what="recoveries"
        list={recoveriesApi.list}
        columns={COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ user }) => makeVisible(user.name)}
        hrefOf={({ id }) => `/console/recovery/${id}`}
        search="Name"
        filters={FILTERS}
        everySeconds={30}
        empty={{
          title: "Nobody had to come back yet",
          says: "Who lost the only machine calls an administrator, who begins a recovery here.",
        }}
      />
    </Page>
  );
}
