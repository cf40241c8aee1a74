import type { Problem } from "../problem.ts";
import { partTexts } from "../texts/parts.tsx";
import { Button } from "./button.tsx";
import { Scene } from "./scene.tsx";
import { Sheet } from "./sheet.tsx";

const texts = partTexts.failed;

/** Says on any page that something failed, and that trying again may help. */
export function FailedView({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  return (
    <Sheet
      tab={texts.tab}
      title={texts.title}
      picture={<Scene ground="shared" link="open" tone="wait" badge="alert" />}
      lead={problem.sentence}
      actions={
        <Button kind="near" onPress={onRetry}>
          {texts.retry}
        </Button>
      }
    >
      <p className="small-print">{partTexts.forAdministrator(problem)}</p>
    </Sheet>
  );
}
