import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

export function DeniedView({ alert }: { alert: boolean }) {
  return (
    <Sheet
      tab="Denied"
      title={alert ? "Denied, and reported" : "Denied"}
      picture={<Scene ground="shared" link="open" tone={alert ? "alert" : "wait"} badge="cross" />}
      lead="Nothing was approved, and the command line has been told."
    >
      {alert ? (
        <section className="notice notice-alert">
          <h2>You did not start it, so something on this computer did</h2>
          <p>
            Your security team has been alerted, and no approval that you gave on this computer before is good for
            another login. Look at what runs in your terminals, and do not approve a login that you do not know.
          </p>
        </section>
      ) : (
        <p className="small-print">You can close this page. To log in after all, start again in your terminal.</p>
      )}
    </Sheet>
  );
}
