import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { Step, Steps } from "../../ui/steps.tsx";

export function PendingView() {
  return (
    <Sheet
      tab="Waiting for your administrator"
      title="Waiting for your administrator"
      picture={<Scene ground="shared" link="joined" tone="wait" badge="person" />}
      lead="All proofs are stored. A person has to confirm that this computer is really yours."
    >
      <Steps>
        <Step title="Call your administrator, or go there">
          <p>Not by a chat or a mail that somebody else could answer.</p>
        </Step>
        <Step title="Read out the six words from your terminal">
          <p>
            Your administrator types what you say. Read them only to somebody you know, and only because{" "}
            <strong>you</strong> enrol a computer.
          </p>
        </Step>
      </Steps>
      <p className="small-print" role="status">
        This page goes on by itself. You may also close it; your terminal says when it is done.
      </p>
    </Sheet>
  );
}
