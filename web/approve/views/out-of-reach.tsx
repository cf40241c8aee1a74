import type { Remote } from "@nearside/shared/api/approval-address.ts";
import { Button } from "../../ui/button.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

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
 * Explains that the command line was not reached and says that it runs elsewhere. Anybody can write that into the
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
