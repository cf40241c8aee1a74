import { Button } from "../../ui/button.tsx";
import { InstallSteps } from "../../ui/install-steps.tsx";
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

export function ConfirmingView() {
  return (
    <Sheet
      tab="Confirm in the extension's window"
      title="Confirm in the extension's window"
      picture={<Scene ground="shared" link="open" tone="near" badge="compare" />}
      lead="It shows this server, the person this computer is for, and where your command line listens. Is all of it as you expect? Then confirm it there."
    >
      <p className="small-print">
        Your browser then asks whether the extension may speak with this server and with your command line. You don't
        see the window? Click the Nearside icon again.
      </p>
    </Sheet>
  );
}

export function EnrolmentMeetingView() {
  return (
    <Sheet
      tab="Meeting your command line"
      title="Meeting your command line"
      picture={<Scene ground="shared" link="travelling" tone="near" />}
      lead="Your browser's extension is making sure that it and your terminal are on the same computer."
    >
      <p className="late">Taking long? See that your terminal still waits, then reload this page.</p>
    </Sheet>
  );
}
