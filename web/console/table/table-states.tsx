import type { ReactNode } from "react";
import { readingTexts, tableTexts } from "../../texts/console/frame.tsx";
import { withCode } from "../../texts/with-code.tsx";
import { Button } from "../../ui/button.tsx";
import { useConsole } from "../console-context.ts";
import type { ConsoleProblem } from "../problem.ts";
import { relativeTime } from "../ui/moment.tsx";
import { Notice } from "../ui/notice.tsx";
import { ProblemNotice } from "../ui/problem-notice.tsx";

/** Says what it means that a list has no rows at all, and what to do. */
export interface Empty {
  readonly title: string;
  readonly says: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyRows({ empty }: { empty: Empty }) {
  return (
    <div className="rows-none">
      <h2>{empty.title}</h2>
      <p>{empty.says}</p>
      {empty.action}
    </div>
  );
}

export function NoMatch({ what, onClear }: { what: string; onClear: () => void }) {
  return (
    <div className="rows-none">
      <h2>{tableTexts.noMatch(what)}</h2>
      <p>{tableTexts.noMatchHelp}</p>
      <Button kind="plain" small onPress={onClear}>
        {tableTexts.showAll(what)}
      </Button>
    </div>
  );
}

const SKELETON_ROWS = ["one", "two", "three", "four", "five"];

export function LoadingRows({ what, columns }: { what: string; columns: number }) {
  return (
    <div className="rows-loading">
      <p className="unseen" role="status">
        {readingTexts.loading(what)}
      </p>
      {SKELETON_ROWS.map((row) => (
        <div key={row} className="rows-loading-row" aria-hidden="true">
          {SKELETON_ROWS.slice(0, columns).map((cell) => (
            <span key={cell} />
          ))}
        </div>
      ))}
    </div>
  );
}

export function FailedRows(props: { what: string; problem: ConsoleProblem; onRetry: () => void }) {
  return <ProblemNotice title={tableTexts.failed(props.what)} problem={props.problem} onRetry={props.onRetry} />;
}

/** Warns that the rows below are old. `since` in milliseconds since the epoch. */
export function StaleRows({
  problem,
  since,
  onRetry,
}: {
  problem: ConsoleProblem;
  since: number;
  onRetry: () => void;
}) {
  const { clock } = useConsole();
  const read = since === 0 ? undefined : relativeTime(since, clock.now());
  return (
    <Notice tone="wait" title={tableTexts.stale(read)}>
      <p>{withCode(problem.sentence)}</p>
      <div>
        <Button kind="plain" small onPress={onRetry}>
          {readingTexts.retry}
        </Button>
      </div>
    </Notice>
  );
}
