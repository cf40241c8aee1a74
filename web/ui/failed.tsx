import type { Problem } from "../problem.ts";
import { Button } from "./button.tsx";
import { Scene } from "./scene.tsx";
import { Sheet } from "./sheet.tsx";

/** Says on any page that something failed, and that trying again may help. */
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
