import { readingTexts } from "../../texts/console/frame.tsx";
import { withCode } from "../../texts/with-code.tsx";
import { Button } from "../../ui/button.tsx";
import type { ConsoleProblem } from "../problem.ts";
import { Notice } from "./notice.tsx";

/** Says what could not be read and why, and offers to try again. */
export function ProblemNotice({
  title = readingTexts.failed,
  problem,
  onRetry,
}: {
  title?: string;
  problem: ConsoleProblem;
  onRetry?: () => void;
}) {
  return (
    <Notice tone="alert" title={title}>
      <p>{withCode(problem.sentence)}</p>
      <p className="notice-code">{readingTexts.code(<code>{problem.code}</code>)}</p>
      {onRetry === undefined ? null : (
        <div>
          <Button kind="plain" small onPress={onRetry}>
            {readingTexts.retry}
          </Button>
        </div>
      )}
    </Notice>
  );
}
