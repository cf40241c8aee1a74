import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

export function ActiveView() {
  return (
    <Sheet
      tab="Enrolled"
      title="This computer is enrolled"
      picture={<Scene ground="shared" link="joined" tone="near" badge="check" />}
      lead="Logins that start here can now be approved here, in this browser, and nowhere else."
    >
      <p className="small-print">Go back to your terminal. You can close this page.</p>
    </Sheet>
  );
}
