import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { readingTexts } from "../../texts/console/frame.tsx";
import type { ConsoleProblem } from "../problem.ts";
import { Loading } from "./loading.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

/**
 * Shows what is read once it is there. Before that it says that it is being read, and after a failure why not, with a
 * button to try again.
 */
export function Reading<Answer>({
  reading,
  what,
  children,
}: {
  reading: UseQueryResult<Answer, ConsoleProblem>;
  /** Names what is read: "the person". */
  what: string;
  children: (answer: Answer) => ReactNode;
}) {
  const { data, error } = reading;
  const again = () => void reading.refetch();
  if (data === undefined)
    return error === null ? (
      <Loading what={what} />
    ) : (
      <ProblemNotice title={readingTexts.failedFor(what)} problem={error} onRetry={again} />
    );
  return (
    <>
      {error === null ? null : <ProblemNotice title={readingTexts.stale(what)} problem={error} onRetry={again} />}
      {children(data)}
    </>
  );
}
