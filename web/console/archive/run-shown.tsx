import type { ArchiveDue, ArchiveRun } from "@nearside/shared/api/console/archive.ts";
import { archiveTexts as texts } from "../../texts/console/archive.tsx";
import { PersonLink } from "../mentions/person.tsx";
import { Moment } from "../ui/moment.tsx";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";
import { isMore, soFar, totalOf } from "./archive-words.ts";

/** Shows how far the run under way has moved, or how the last one ended. */
export function RunShown({ run, due }: { run: ArchiveRun | null; due: ArchiveDue | undefined }) {
  if (run === null) return null;
  const { began_at, ended_at, problem } = run;
  if (problem !== null)
    return (
      <Notice tone="alert" title={texts.run.failed.title}>
        <p>{problem}</p>
        <p>{texts.run.failed.says(<By run={run} />, <Moment at={began_at} />, soFar(run))}</p>
      </Notice>
    );
  if (ended_at === null)
    return (
      <Panel title={texts.run.moving.title}>
        <Progress run={run} due={due} />
        <p role="status">{texts.run.moving.says(<By run={run} />, <Moment at={began_at} />, soFar(run))}</p>
      </Panel>
    );
  return <p>{texts.run.done(<By run={run} />, <Moment at={ended_at} />, soFar(run))}</p>;
}

/** A bar that fills if all was counted, and moves if not. */
function Progress({ run: { logins, events }, due }: { run: ArchiveRun; due: ArchiveDue | undefined }) {
  const done = logins + events;
  return due === undefined || isMore(due) ? (
    <progress aria-label={texts.run.progress} />
  ) : (
    <progress aria-label={texts.run.progress} max={Math.max(done + totalOf(due), 1)} value={done} />
  );
}

function By({ run: { begun, by } }: { run: ArchiveRun }) {
  if (by !== null) return <PersonLink person={by} />;
  return begun === "server_shell" ? texts.run.shell : texts.run.server;
}
