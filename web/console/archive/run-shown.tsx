import type { ArchiveDue, ArchiveRun } from "@nearside/shared/api/console/archive.ts";
import { PersonLink } from "../mentions/person.tsx";
import { Moment } from "../ui/moment.tsx";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";
import { isMore, soFar, totalOf } from "./archive-words.ts";

/** Shows how far the moving is that goes on now, or how the last one ended. */
export function RunShown({ run, due }: { run: ArchiveRun | null; due: ArchiveDue | undefined }) {
  if (run === null) return null;
  const { began_at, ended_at, problem } = run;
  if (problem !== null)
    return (
      <Notice tone="alert" title="The old entries could not be moved">
        <p>{problem}</p>
        <p>
          <By run={run} /> began it <Moment at={began_at} />. Before it ended, {soFar(run)} were moved.
        </p>
      </Notice>
    );
  if (ended_at === null)
    return (
      <Panel title="Moving to the archive">
        <Progress run={run} due={due} />
        <p role="status">
          {soFar(run)} so far. <By run={run} /> began it <Moment at={began_at} />.
        </p>
      </Panel>
    );
  return (
    <p>
      <By run={run} /> moved {soFar(run)} <Moment at={ended_at} />.
    </p>
  );
}

/** A bar that fills if all was counted, and moves if not. */
function Progress({ run: { logins, events }, due }: { run: ArchiveRun; due: ArchiveDue | undefined }) {
  const done = logins + events;
  return due === undefined || isMore(due) ? (
    <progress aria-label="Moved to the archive" />
  ) : (
    <progress aria-label="Moved to the archive" max={Math.max(done + totalOf(due), 1)} value={done} />
  );
}

function By({ run: { begun, by } }: { run: ArchiveRun }) {
  if (by !== null) return <PersonLink person={by} />;
  return begun === "server_shell" ? <>Somebody at the server's own shell</> : <>The server by itself</>;
}
