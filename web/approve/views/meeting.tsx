import { approveTexts } from "../../texts/approve.tsx";
import { Button } from "../../ui/button.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

const texts = approveTexts.meeting;

export function MeetingView({ onRetry }: { onRetry: () => void }) {
  return (
    <Sheet
      tab={texts.title}
      title={texts.title}
      picture={<Scene ground="shared" link="travelling" tone="near" />}
      lead={texts.lead}
    >
      <div className="late">
        <p>{texts.late}</p>
        <Button kind="plain" onPress={onRetry}>
          {texts.retry}
        </Button>
      </div>
    </Sheet>
  );
}
