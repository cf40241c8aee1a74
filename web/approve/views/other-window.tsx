import { Button } from "../../ui/button.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

export function OtherWindowView({ onRetry }: { onRetry: () => void }) {
  return (
    <Sheet
      tab="Open in another browser"
      title="Another browser has this login"
      picture={<Scene ground="shared" link="open" tone="wait" badge="question" />}
      lead="It met your command line after this page did, so it is decided there. Go on there, or take it over here."
      actions={
        <Button kind="plain" onPress={onRetry}>
          Decide it here
        </Button>
      }
    />
  );
}
