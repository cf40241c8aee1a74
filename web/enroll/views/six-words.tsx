import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { Step, Steps } from "../../ui/steps.tsx";

/**
 * Asks the person to compare the six words. The page never shows the words themselves, because a page can be made to
 * show anything (protocol §3.5).
 */
export function ComparingView() {
  return (
    <Sheet
      tab="Compare the six words"
      title="Go to your terminal and compare six words"
      picture={<Scene ground="shared" link="joined" tone="near" badge="compare" />}
      lead="They show that nobody came between your command line and this browser."
    >
      <Steps>
        <Step title="Read the six words in your terminal" />
        <Step title="Read the six words in the extension's own window">
          <p>
            You don't see it? Click the Nearside icon. Words anywhere else, on a page for instance, count for nothing.
          </p>
        </Step>
        <Step title="All six the same, in the same order?">
          <p>
            Say so <strong>in the terminal</strong>. If one differs, read it once more. If it does differ, say no there:
            somebody else may have come between.
          </p>
        </Step>
      </Steps>
      <p className="small-print" role="status">
        This page goes on by itself once you have answered in the terminal.
      </p>
    </Sheet>
  );
}

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
