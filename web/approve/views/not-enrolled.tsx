import { Button } from "../../ui/button.tsx";
import { Command } from "../../ui/command.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { Step, Steps } from "../../ui/steps.tsx";

export function NotEnrolledView({ issuer, onRetry }: { issuer: string; onRetry: () => void }) {
  return (
    <Sheet
      tab="This browser is not enrolled"
      title="This browser is not enrolled yet"
      picture={<Scene ground="shared" link="open" tone="wait" badge="question" faint="browser" />}
      lead="The extension is here, but it was never tied to your computer. That is done once for each browser."
      actions={
        <Button kind="plain" onPress={onRetry}>
          I have enrolled it: try again
        </Button>
      }
    >
      <Steps>
        <Step title="Is this computer enrolled already?">
          <p>Then add this browser to it. In a terminal on this computer:</p>
          <Command text={`npx nearside enroll --browser ${issuer}`} />
        </Step>
        <Step title="Is it new here?">
          <p>Ask your administrator for a ticket, then enrol the computer and this browser together:</p>
          <Command text={`npx nearside enroll ${issuer}`} />
        </Step>
      </Steps>
    </Sheet>
  );
}
