import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

export function RefusedView() {
  return (
    <Sheet
      tab="Not enrolled"
      title="This enrolment was ended"
      picture={<Scene ground="shared" link="open" tone="alert" badge="cross" />}
      lead="It was cancelled, or refused by you or your administrator. Nothing was enrolled."
    >
      <div className="prose">
        <section className="notice notice-alert">
          <h2>Did the six words differ?</h2>
          <p>Then somebody may have come between. Start again; if it happens twice, tell your administrator.</p>
        </section>
        <section>
          <h2>Was it something else?</h2>
          <p>
            Your terminal says more. Start again there with <code>nearside enroll</code>.
          </p>
        </section>
      </div>
    </Sheet>
  );
}
