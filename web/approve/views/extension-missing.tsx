import { Button } from "../../ui/button.tsx";
import { InstallSteps } from "../../ui/install-steps.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

export function ExtensionMissingView({ onRetry }: { onRetry: () => void }) {
  return (
    <Sheet
      tab="Extension missing"
      title="The Nearside extension is not on this page"
      picture={<Scene ground="shared" link="open" tone="wait" badge="puzzle" faint="browser" />}
      lead="It meets your command line on this computer. Without it nobody can tell that the login was started here, so it cannot be approved."
      actions={
        <Button kind="plain" onPress={onRetry}>
          Try again
        </Button>
      }
    >
      <InstallSteps last="Click the icon on this page">
        <p>The page goes on by itself. If this browser was never enrolled, it then says how to do that.</p>
      </InstallSteps>
      <p className="small-print">Did you enrol another browser on this computer? Open this link there instead.</p>
    </Sheet>
  );
}
