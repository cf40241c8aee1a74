import { RECOVERY_STATES, type RecoveryRow, recoveriesApi } from "@nearside/shared/api/console/recovery.ts";
import { recoveryTexts as texts } from "../../texts/console/recovery.tsx";
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
  { id: "person", title: texts.list.person, cell: ({ user }) => <Named text={user.name} /> },
  {
    id: "state",
    title: texts.list.state,
    cell: (row) => <StateBadge words={wordsOf(row)} />,
  },
  { id: "clock", title: texts.list.opensIn, cell: (row) => <Clock row={row} /> },
  {
    id: "started_by",
    title: texts.list.startedBy,
    cell: ({ started_by }) => <Named text={started_by.name} />,
    onlyWide: true,
  },
  { id: "started_at", title: texts.list.started, sort: "started_at", cell: (row) => <Moment at={row.started_at} /> },
];

const FILTERS: readonly Filter[] = [
  { kind: "choice", name: "state", title: texts.list.state, choices: choicesOf(RECOVERY_STATES, RECOVERY_WORDS) },
];

function Clock({ row: { state, opens_at } }: { row: RecoveryRow }) {
  const { clock } = useConsole();
  const now = useNow(clock);
  if (state !== "cooling" || opens_at === null) return texts.list.notCooling;
  return leftUntil(opens_at, now) ?? texts.list.now;
}

/** GET /api/console/recoveries, as a list. */
export function RecoveriesPage() {
  const may = useMay();
  return (
    <Page
      title={texts.list.title}
      lead={texts.list.lead}
      actions={
        <>
          {may("log.read") ? (
            <LinkButton href="/console/recovery/break-glass" kind="plain">
              {texts.list.breakGlass}
            </LinkButton>
          ) : null}
          {may("recovery.start") ? <LinkButton href="/console/recovery/new">{texts.list.start}</LinkButton> : null}
        </>
      }
    >
      <DataTable
        what={texts.list.what}
        list={recoveriesApi.list}
        columns={COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ user }) => makeVisible(user.name)}
        hrefOf={({ id }) => `/console/recovery/${id}`}
        search={texts.list.search}
        filters={FILTERS}
        everySeconds={30}
        empty={texts.list.empty}
      />
    </Page>
  );
}
