import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

export function ConfirmingView() {
  return (
    <Sheet
      tab="Confirm in the extension's window"
      title="Confirm in the extension's window"
      picture={<Scene ground="shared" link="open" tone="near" badge="compare" />}
      lead="It shows this server, the person this computer is for, and where your command line listens. Is all of it as you expect? Then confirm it there."
    >
      <p className="small-print">
        Your browser then asks whether the extension may speak with this server and with your command line. You don't
        see the window? Click the Nearside icon again.
      </p>
    </Sheet>
  );
}
