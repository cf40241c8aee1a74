import { enrollTexts } from "../../texts/enroll.tsx";
import { setUpTexts } from "../../texts/set-up.tsx";
import { Button } from "../../ui/button.tsx";
import { InstallSteps } from "../../ui/install-steps.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { Step, Steps } from "../../ui/steps.tsx";
import { ToolbarPicture } from "../../ui/toolbar-picture.tsx";

const { waiting, iconMissing, confirming, meeting } = enrollTexts;

/** Waits for the extension's window. `cancelled` means that the person has just said no there. */
export function WaitingView({ cancelled, onIconMissing }: { cancelled: boolean; onIconMissing: () => void }) {
  return (
    <Sheet
      tab={waiting.title}
      title={waiting.title}
      picture={<Scene ground="shared" link="open" tone="near" badge="puzzle" />}
      lead={waiting.lead}
      actions={
        <Button kind="plain" onPress={onIconMissing}>
          {waiting.iconMissing}
        </Button>
      }
    >
      {cancelled ? (
        <p className="notice notice-wait" role="status">
          {waiting.cancelled}
        </p>
      ) : null}
      <ToolbarPicture show="icon" />
      <Steps>
        <Step title={waiting.window.title}>
          <p>{waiting.window.text}</p>
        </Step>
        <Step title={waiting.passkey.title}>
          <p>{waiting.passkey.text}</p>
        </Step>
        <Step title={waiting.words.title}>
          <p>{waiting.words.text}</p>
        </Step>
      </Steps>
    </Sheet>
  );
}

export function IconMissingView({ onBack }: { onBack: () => void }) {
  return (
    <Sheet
      tab={iconMissing.tab}
      title={iconMissing.title}
      picture={<Scene ground="shared" link="open" tone="wait" badge="puzzle" faint="browser" />}
      lead={iconMissing.lead}
      actions={
        <Button kind="plain" onPress={onBack}>
          {iconMissing.back}
        </Button>
      }
    >
      <InstallSteps last={setUpTexts.install.click.continues} />
    </Sheet>
  );
}

export function ConfirmingView() {
  return (
    <Sheet
      tab={confirming.title}
      title={confirming.title}
      picture={<Scene ground="shared" link="open" tone="near" badge="compare" />}
      lead={confirming.lead}
    >
      <p className="small-print">{confirming.next}</p>
    </Sheet>
  );
}

export function EnrolmentMeetingView() {
  return (
    <Sheet
      tab={meeting.title}
      title={meeting.title}
      picture={<Scene ground="shared" link="travelling" tone="near" />}
      lead={meeting.lead}
    >
      <p className="late">{meeting.late}</p>
    </Sheet>
  );
}
