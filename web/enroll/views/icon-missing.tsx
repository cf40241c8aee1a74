import { Button } from "../../ui/button.tsx";
import { InstallSteps } from "../../ui/install-steps.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

export function IconMissingView({ onBack }: { onBack: () => void }) {
  return (
    <Sheet
      tab="Find the Nearside icon"
      title="Bring the extension into this browser"
      picture={<Scene ground="shared" link="open" tone="wait" badge="puzzle" faint="browser" />}
      lead="It meets your command line on this computer, which a web page alone may not do."
      actions={
        <Button kind="plain" onPress={onBack}>
          Back
        </Button>
      }
    >
      <InstallSteps last="Click the icon on this page">
        <p>The page goes on by itself.</p>
      </InstallSteps>
    </Sheet>
  );
}
