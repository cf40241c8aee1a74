import { type ArchiveDue, type ArchiveState, archiveApi, type Due } from "@nearside/shared/api/console/archive.ts";
import { useEffect, useEffectEvent } from "react";
import { Link } from "wouter";
import { archiveTexts as texts } from "../../texts/console/archive.tsx";
import { Button } from "../../ui/button.tsx";
import { Command } from "../../ui/command.tsx";
import { Exact } from "../../ui/quoted.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useRead } from "../data/use-read.ts";
import { useReadAgain } from "../data/use-read-again.ts";
import { Page } from "../layout/page.tsx";
import { useMay } from "../session/use-session.ts";
import type { Column } from "../table/column.ts";
import { PlainTable } from "../table/plain-table.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { dueWords, isMore, totalOf } from "./archive-words.ts";
import { RunShown } from "./run-shown.tsx";

/** GET /api/console/archive. Shows what is old enough to leave the database, what has left it, and lets it leave now. */
export function ArchivePage() {
  const reading = useRead(archiveApi.state, { everySeconds: 30 });
  const due = useRead(archiveApi.due, { everySeconds: 60 });
  const runs = isRunning(reading.data);
  useReadAgain(reading, runs ? 1 : undefined);
  useReadAgain(due, runs ? 5 : undefined);
  const countAgain = useEffectEvent(() => void due.refetch());
  useEffect(() => (runs ? () => countAgain() : undefined), [runs]); // once it has ended
  return (
    <Page title={texts.title} lead={texts.lead}>
      <Reading reading={reading} what={texts.what}>
        {(state) => (
          <>
            {state.folder === null ? <NoFolder /> : null}
            <RunShown run={state.run} due={due.data} />
            <Reading reading={due} what={texts.due.what}>
              {(counted) => <EntriesDue state={state} due={counted} />}
            </Reading>
            {state.folder === null ? null : <Held state={state} folder={state.folder} />}
          </>
        )}
      </Reading>
    </Page>
  );
}

const isRunning = (state: ArchiveState | undefined): boolean =>
  state !== undefined && state.run !== null && state.run.ended_at === null;

const NoFolder = () => (
  <Notice tone="wait" title={texts.noFolder.title}>
    <p>{texts.noFolder.says}</p>
  </Notice>
);

type Row = Due & { readonly kind: keyof ArchiveDue };

const COLUMNS: readonly Column<Row>[] = [
  { id: "kind", title: texts.due.kind, cell: ({ kind }) => texts.due.kinds[kind] },
  { id: "count", title: texts.due.count, cell: texts.dueCount, isNumber: true },
  { id: "oldest", title: texts.due.oldest, cell: ({ oldest }) => <Moment at={oldest} never={texts.due.none} /> },
  { id: "days", title: texts.due.keptFor, cell: ({ days }) => texts.due.days(days) },
  { id: "before", title: texts.due.before, cell: ({ before }) => <Moment at={before} /> },
];

function EntriesDue({ state, due }: { state: ArchiveState; due: ArchiveDue }) {
  const mayRun = useMay()("archive.run");
  const run = useChange({
    stale: [archiveApi.state],
    says: () => ({ says: texts.due.started }),
  });
  const { folder } = state;
  const rows = (["ended", "approved", "events"] as const).map((kind): Row => ({ kind, ...due[kind] }));
  const canRun = mayRun && folder !== null && !isRunning(state) && (totalOf(due) > 0 || isMore(due));
  return (
    <Panel
      title={texts.due.title}
      actions={
        canRun ? (
          <Button kind="near" small onPress={() => run.begin({ to: archiveApi.run, change: {} })}>
            {texts.due.send}
          </Button>
        ) : null
      }
    >
      <PlainTable what={texts.due.what} rows={rows} columns={COLUMNS} idOf={({ kind }) => kind} none="" />
      {folder === null ? null : <p>{texts.due.automatic}</p>}
      <ConfirmChange change={run} title={texts.due.confirm.title} verb={texts.due.confirm.verb}>
        <p>{texts.due.confirm.says(dueWords(due))}</p>
      </ConfirmChange>
    </Panel>
  );
}

function Held({ state: { batches, entries, last }, folder }: { state: ArchiveState; folder: string }) {
  return (
    <Panel title={texts.held.title}>
      <Details>
        <Detail name={texts.held.folder}>
          <Exact text={folder} />
        </Detail>
        <Detail name={texts.held.moved}>
          {batches === 0 ? texts.held.nothing : texts.held.batches(entries, batches)}
        </Detail>
        <Detail name={texts.held.last}>
          {last === null
            ? texts.held.nothing
            : texts.held.lastBatch(<Moment at={last.at} />, <Exact text={last.file} />, (text) => (
                <Link href="/console/log/events?topic=server">{text}</Link>
              ))}
        </Detail>
      </Details>
      <p>{texts.held.check}</p>
      <Command text="nearside-server archive check" />
    </Panel>
  );
}
