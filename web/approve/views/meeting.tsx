import { Button } from "../../ui/button.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

export function MeetingView({ onRetry }: { onRetry: () => void }) {
  return (
    <Sheet
      tab="Meeting your command line"
      title="Meeting your command line"
      picture={<Scene ground="shared" link="travelling" tone="near" />}
      lead="Your browser's extension is checking that this login was started on this computer."
    >
      <div className="late">
        <p>This usually takes less than a second. If trying again does not help, reload this page.</p>
        <Button kind="plain" onPress={onRetry}>
          Try again
        </Button>
      </div>
    </Sheet>
  );
}
