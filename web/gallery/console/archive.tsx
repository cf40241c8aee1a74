import { type ArchiveDue, type ArchiveState, archiveApi, type Due } from "@nearside/shared/api/console/archive.ts";
import type { Role } from "@nearside/shared/roles.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { ConsoleProblem } from "../../console/problem.ts";
import { NEVER, SampleConsole } from "./sample-console.tsx";

const DAY = 86_400_000;

function dueOf(now: number): ArchiveDue {
  const due = (days: number, count: number, isMore = false): Due => ({
    ...{ days, before: now - days * DAY, count, more: isMore },
    oldest: now - (days + 40) * DAY,
  });
  return { ended: due(90, 48), approved: due(400, 1204), events: due(400, 9600, true) };
}

function stateOf(now: number, more: Partial<ArchiveState> = {}): ArchiveState {
  return {
    folder: "/var/lib/nearside-archive",
    batches: 214,
    entries: 104_882,
    last: { at: now - 7_200_000, file: "archive-2026-11.jsonl" },
    run: {
      ...{ began_at: now - 7_260_000, ended_at: now - 7_200_000, begun: "by_itself", by: null },
      ...{ logins: 2000, events: 9114, problem: null },
    },
    ...more,
  };
}

export function archiveSamples(clock: Clock): Record<string, ReactNode> {
  const now = clock.now();
  const none: Due = { days: 90, before: now - 90 * DAY, count: 0, more: false, oldest: null };
  const running = { began_at: now - 60_000, ended_at: null, logins: 52_400, events: 281_007, problem: null };
  const sample = (answer: unknown, due: unknown = dueOf(now), as: Role = "administrator") => (
    <SampleConsole
      clock={clock}
      path="/console/archive"
      as={as}
      answers={{ [archiveApi.state.path]: answer, [archiveApi.due.path]: due }}
    />
  );
  return {
    due: sample(stateOf(now)),
    auditor: sample(stateOf(now), undefined, "auditor"),
    nothing: sample(stateOf(now, { batches: 0, entries: 0, last: null, run: null }), {
      ended: none,
      approved: { ...none, days: 400 },
      events: { ...none, days: 400 },
    }),
    unset: sample(stateOf(now, { folder: null, batches: 0, entries: 0, last: null, run: null })),
    running: sample(
      stateOf(now, { run: { ...running, begun: "console", by: { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "alice" } } }),
    ),
    counted: sample(stateOf(now, { run: { ...running, logins: 3000, events: 0, begun: "server_shell", by: null } }), {
      ended: { ...none, count: 812 },
      approved: none,
      events: none,
    }),
    broken: sample(
      stateOf(now, {
        folder: `/srv/${"a-very-long-name-of-a-folder/".repeat(8)}archive`,
        run: {
          ...{ began_at: now - 60_000, ended_at: now - 59_000, begun: "by_itself", by: null, logins: 0, events: 0 },
          problem:
            "The archive in /srv/archive does not have what was moved to it last, which is archive-2026-11.jsonl from byte 104857600 to 107374182: it was cut off or changed, or this is another folder. Nothing is moved until it is back. Take the folder from a backup, or name the right one in NEARSIDE_RETENTION_ARCHIVE. If it is lost for good: nearside-server archive begin",
        },
      }),
    ),
    loading: sample(NEVER),
    failed: sample(new ConsoleProblem("server_failed")),
  };
}
