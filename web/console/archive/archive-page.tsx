import { type ArchiveDue, type ArchiveState, archiveApi, type Due } from "@nearside/shared/api/console/archive.ts";
import { useEffect, useEffectEvent } from "react";
import { Link } from "wouter";
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
import { countOf } from "../ui/count-of.ts";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { dueCount, isMore, KINDS, movedWords, totalOf } from "./archive-words.ts";
import { RunShown } from "./run-shown.tsx";

/** GET /api/console/archive. Shows what is old enough to leave the database, what has left it, and lets it leave now. */
export function ArchivePage() {
  const reading = useRead(archiveApi.state, { everySeconds: 30 });
  const due = useRead(archiveApi.due, { everySeconds: 60 });
  const runs = isRunning(reading.data);
  useReadAgain(reading, runs ? 1 : undefined);
  useReadAgain(due, runs ? 5 : undefined);
  const countAnew = useEffectEvent(() => void due.refetch());
  useEffect(() => (runs ? () => countAnew() : undefined), [runs]); // once it has ended
  return (
    <Page
      title="Archive"
      lead="Old logins leave the database for a folder of the server's, with all that they added. Evidence there is still verified. Decisions of people stay, and so does every login that raised an alarm."
    >
      <Reading reading={reading} what="the archive">
        {(state) => (
          <>
            {state.folder === null ? <NoFolder /> : null}
            <RunShown run={state.run} due={due.data} />
            <Reading reading={due} what="what would go">
              {(counted) => <WouldGo state={state} due={counted} />}
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
  <Notice tone="wait" title="No archive is set, so everything stays">
    <p>
      The server's operator names a folder in <code>NEARSIDE_RETENTION_ARCHIVE</code> and starts the server again. What
      is counted below would go then.
    </p>
  </Notice>
);

type Row = Due & { readonly kind: keyof ArchiveDue };

const COLUMNS: readonly Column<Row>[] = [
  { id: "kind", title: "What", cell: ({ kind }) => KINDS[kind] },
  { id: "count", title: "How many", cell: dueCount, isNumber: true },
  { id: "oldest", title: "The oldest", cell: ({ oldest }) => <Moment at={oldest} never="none" /> },
  { id: "days", title: "Kept for", cell: ({ days }) => countOf(days, "day") },
  { id: "before", title: "Older than", cell: ({ before }) => <Moment at={before} /> },
];

function WouldGo({ state, due }: { state: ArchiveState; due: ArchiveDue }) {
  const mayRun = useMay()("archive.run");
  const run = useChange({
    stale: [archiveApi.state],
    says: () => ({ says: "The server moves what is old to the archive now." }),
  });
  const { folder } = state;
  const rows = (["ended", "approved", "events"] as const).map((kind): Row => ({ kind, ...due[kind] }));
  const canRun = mayRun && folder !== null && !isRunning(state) && (totalOf(due) > 0 || isMore(due));
  return (
    <Panel
      title="Old enough to go now"
      actions={
        canRun ? (
          <Button kind="near" small onPress={() => run.begin({ to: archiveApi.run, change: {} })}>
            Move it now
          </Button>
        ) : null
      }
    >
      <PlainTable what="what would go" rows={rows} columns={COLUMNS} idOf={({ kind }) => kind} none="" />
      {folder === null ? null : (
        <p>It goes by itself, some two thousand logins a minute. The settings of the server say after how many days.</p>
      )}
      <ConfirmChange change={run} title="Move what is old to the archive now?" verb="Move">
        <p>
          {movedWords(due)} leave the database for the archive. From then on they are found there alone: the console no
          longer lists them, and their evidence comes from <code>nearside-server archive evidence</code>. Nothing brings
          them back.
        </p>
      </ConfirmChange>
    </Panel>
  );
}

function Held({ state: { batches, entries, last }, folder }: { state: ArchiveState; folder: string }) {
  return (
    <Panel title="In the archive">
      <Details>
        <Detail name="Folder">
          <Exact text={folder} />
        </Detail>
        <Detail name="Moved so far">
          {batches === 0
            ? "nothing yet"
            : `${countOf(entries, "entry", "entries")} in ${countOf(batches, "batch", "batches")}`}
        </Detail>
        <Detail name="Last moved">
          {last === null ? (
            "nothing yet"
          ) : (
            <>
              <Moment at={last.at} />, to <Exact text={last.file} />.{" "}
              <Link href="/console/log?topic=server">The security log</Link> has each batch.
            </>
          )}
        </Detail>
      </Details>
      <p>To read all of it again and see that nothing was changed or cut off, on the server's own shell:</p>
      <Command text="nearside-server archive check" />
    </Panel>
  );
}
