import type { Remote } from "@nearside/shared/api/approval-address.ts";
import type { Problem } from "../../problem.ts";
import { Button } from "../../ui/button.tsx";
import { EnrolCommand } from "../../ui/enrol-command.tsx";
import { ExtensionMissingSheet } from "../../ui/extension-missing-sheet.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { Step, Steps } from "../../ui/steps.tsx";
import { ToolbarPicture } from "../../ui/toolbar-picture.tsx";

export function ExtensionMissingView({ onRetry }: { onRetry: () => void }) {
  return (
    <ExtensionMissingSheet
      lead="It meets your command line on this computer. Without it nobody can tell that the login was started here, so it cannot be approved."
      onRetry={onRetry}
    >
      <p className="small-print">Did you enrol another browser on this computer? Open this link there instead.</p>
    </ExtensionMissingSheet>
  );
}

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
          <EnrolCommand issuer={issuer} options="--browser " />
        </Step>
        <Step title="Is it new here?">
          <p>Ask your administrator for a ticket, then enrol the computer and this browser together:</p>
          <EnrolCommand issuer={issuer} />
        </Step>
      </Steps>
    </Sheet>
  );
}

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

export function UnreachableView({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  return (
    <Sheet
      tab="Command line not reached"
      title="Your command line was not reached"
      picture={<Scene ground="shared" link="open" tone="wait" badge="alert" faint="terminal" />}
      lead={problem.sentence}
      actions={
        <Button kind="near" onPress={onRetry}>
          Try again
        </Button>
      }
    >
      {problem.code === "permission_missing" ? (
        <div className="prose">
          <section>
            <h2>Allow it again</h2>
            <p>Click the Nearside icon, choose to allow this computer's address, then come back here.</p>
          </section>
          <ToolbarPicture show="icon" />
        </div>
      ) : (
        <div className="prose">
          <section>
            <h2>Look at your terminal</h2>
            <p>
              Does it still wait for you? Then try again. If it has ended or was closed, start the login there once more
              and use its new link.
            </p>
          </section>
          <section>
            <h2>Does it run in a container, in WSL or over SSH?</h2>
            <p>
              Then it is another computer to this browser, and can't be approved here. Log in where your browser runs,
              and never forward the port.
            </p>
          </section>
          <section>
            <h2>Does it wait, and still nothing?</h2>
            <p>
              A proxy or a security program may keep the browser from <code>127.0.0.1</code>. Let both reach it
              directly.
            </p>
          </section>
        </div>
      )}
    </Sheet>
  );
}

const ELSEWHERE = {
  title: "This login was started on another computer",
  cure: "Log in on the computer where your browser runs: start it there, in a terminal of that computer.",
};
const PLACES: Readonly<Record<Remote, { readonly title: string; readonly says: string; readonly cure: string }>> = {
  ssh: { ...ELSEWHERE, says: "over SSH, on another computer than this browser" },
  "remote-shell": { ...ELSEWHERE, says: "in a terminal that is carried here from another computer" },
  "remote-editor": { ...ELSEWHERE, says: "in the terminal of an editor, on another computer than this browser" },
  container: {
    title: "This login was started in a container",
    says: "in a container, which is another computer to this browser",
    cure: "Start the login outside of the container, in a terminal of this computer. Only a browser within the same container can approve it.",
  },
  wsl: {
    title: "This login was started in WSL",
    says: "in WSL, which is another computer to a browser of Windows",
    cure: "Start the login from Windows itself, or enrol a browser that runs within WSL.",
  },
};

/**
 * Explains that the command line was not reached and says that it runs elsewhere. Any link can carry that claim in its
 * address, so the other cause is named too.
 */
export function OutOfReachView({ remote, onRetry }: { remote: Remote; onRetry: () => void }) {
  const { title, says, cure } = PLACES[remote];
  return (
    <Sheet
      tab="Command line not reached"
      title={title}
      picture={<Scene ground="apart" link="open" tone="wait" badge="alert" faint="terminal" />}
      lead={<p>The command line says that it runs {says}. So this login cannot be approved here.</p>}
      actions={
        <Button kind="near" onPress={onRetry}>
          Try again
        </Button>
      }
    >
      <div className="prose">
        <section>
          <h2>What to do</h2>
          <p>{cure} Never forward the port: what comes that way is refused.</p>
        </section>
        <section>
          <h2>Why can't this browser reach it?</h2>
          <p>
            A browser looks for the command line at <code>127.0.0.1</code>, which is always its own computer. So nobody
            can have you approve a login that they started elsewhere.
          </p>
        </section>
        <section>
          <h2>Does it run on this very computer?</h2>
          <p>
            Then look at your terminal. If it still waits, try again. If not, start the login there once more and use
            its new link.
          </p>
        </section>
      </div>
    </Sheet>
  );
}
