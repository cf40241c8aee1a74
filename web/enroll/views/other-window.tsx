import { Button } from "../../ui/button.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

export function EnrolmentOtherWindowView({ onRetry }: { onRetry: () => void }) {
  return (
    <Sheet
      tab="Open in another browser"
      title="This enrolment goes on in another browser"
      picture={<Scene ground="shared" link="open" tone="wait" badge="question" />}
      lead="Another browser met your command line first. If that was you, go on there. If it was not, say no in your terminal and start again."
      actions={
        <Button kind="plain" onPress={onRetry}>
          Look again
        </Button>
      }
    />
  );
}
