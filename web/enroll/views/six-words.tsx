import { enrollTexts } from "../../texts/enroll.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { Step, Steps } from "../../ui/steps.tsx";

const { comparing, pending } = enrollTexts;

/**
 * Asks the person to compare the six words. The page never shows the words themselves, because a page can be made to
 * show anything (protocol §3.5).
 */
export function ComparingView() {
  return (
    <Sheet
      tab={comparing.tab}
      title={comparing.title}
      picture={<Scene ground="shared" link="joined" tone="near" badge="compare" />}
      lead={comparing.lead}
    >
      <Steps>
        <Step title={comparing.terminal} />
        <Step title={comparing.window.title}>
          <p>{comparing.window.text}</p>
        </Step>
        <Step title={comparing.answer.title}>
          <p>{comparing.answer.text}</p>
        </Step>
      </Steps>
      <p className="small-print" role="status">
        {comparing.continues}
      </p>
    </Sheet>
  );
}

export function PendingView() {
  return (
    <Sheet
      tab={pending.title}
      title={pending.title}
      picture={<Scene ground="shared" link="joined" tone="wait" badge="person" />}
      lead={pending.lead}
    >
      <Steps>
        <Step title={pending.call.title}>
          <p>{pending.call.text}</p>
        </Step>
        <Step title={pending.read.title}>
          <p>{pending.read.text}</p>
        </Step>
      </Steps>
      <p className="small-print" role="status">
        {pending.continues}
      </p>
    </Sheet>
  );
}
