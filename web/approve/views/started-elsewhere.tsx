import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

export function StartedElsewhereView() {
  return (
    <Sheet
      tab="Started on another computer"
      title="This login was started on another computer"
      picture={<Scene ground="apart" link="open" tone="alert" badge="cross" />}
      lead={
        <p>
          So it <strong>cannot be approved here</strong>, and nothing was approved.
        </p>
      }
    >
      <div className="prose">
        <section className="notice notice-alert">
          <h2>Did somebody send you this link?</h2>
          <p>
            Then somebody may be trying to sign in with your name. They got nothing. Close this page; if they insist,
            tell your security team.
          </p>
        </section>
        <section>
          <h2>Did you start it yourself, on another computer?</h2>
          <p>
            Open the link in the browser of that computer. If you work on it from afar, by SSH for instance, log in on
            the computer where your browser runs.
          </p>
        </section>
      </div>
    </Sheet>
  );
}
