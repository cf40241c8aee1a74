import { Button } from "../../ui/button.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { Step, Steps } from "../../ui/steps.tsx";
import { ToolbarPicture } from "../../ui/toolbar-picture.tsx";

/** Waits for the extension's window. `cancelled` means that the person has just said no there. */
export function WaitingView({ cancelled, onIconMissing }: { cancelled: boolean; onIconMissing: () => void }) {
  return (
    <Sheet
      tab="Click the Nearside icon"
      title="Click the Nearside icon"
      picture={<Scene ground="shared" link="open" tone="near" badge="puzzle" />}
      lead="It stands beside the address of this page. Your click is what lets the extension act here."
      actions={
        <Button kind="plain" onPress={onIconMissing}>
          I don't see the icon
        </Button>
      }
    >
      {cancelled ? (
        <p className="notice notice-wait" role="status">
          You closed or refused it in the extension's window. Nothing was enrolled. Click the icon again to go on.
        </p>
      ) : null}
      <ToolbarPicture show="icon" />
      <Steps>
        <Step title="The extension opens its own window">
          <p>It names this server, whom this computer is for, and where your command line listens. Confirm it there.</p>
        </Step>
        <Step title="You make a passkey">
          <p>This page leads you through it.</p>
        </Step>
        <Step title="You compare six words">
          <p>They stand in your terminal and in the extension's window, never on this page.</p>
        </Step>
      </Steps>
    </Sheet>
  );
}
