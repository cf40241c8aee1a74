import type { Problem } from "../problem.ts";
import { Button } from "./button.tsx";
import { Scene } from "./scene.tsx";
import { Sheet } from "./sheet.tsx";

/** What either page shows when something failed that trying again may mend. */
export function FailedView({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  return (
    <Sheet
      tab="Something failed"
      title="That did not work"
      picture={<Scene ground="shared" link="open" tone="wait" badge="alert" />}
      lead={problem.sentence}
      actions={
        <Button kind="near" onPress={onRetry}>
          Try again
        </Button>
      }
    >
      <p className="small-print">
        For your administrator: <code>{problem.code}</code>
      </p>
    </Sheet>
  );
}
