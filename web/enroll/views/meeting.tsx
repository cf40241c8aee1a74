import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

export function EnrolmentMeetingView() {
  return (
    <Sheet
      tab="Meeting your command line"
      title="Meeting your command line"
      picture={<Scene ground="shared" link="travelling" tone="near" />}
      lead="Your browser's extension is making sure that it and your terminal are on the same computer."
    >
      <p className="late">Taking long? See that your terminal still waits, then reload this page.</p>
    </Sheet>
  );
}
