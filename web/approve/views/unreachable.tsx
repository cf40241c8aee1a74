import type { Problem } from "../../problem.ts";
import { Button } from "../../ui/button.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { ToolbarPicture } from "../../ui/toolbar-picture.tsx";

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
