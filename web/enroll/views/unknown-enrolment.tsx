import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

export function UnknownEnrolmentView() {
  return (
    <Sheet
      tab="No such enrolment"
      title="There is no such enrolment"
      picture={<Scene ground="apart" link="open" tone="wait" badge="question" faint="terminal" />}
      lead="The link may be cut off, or the enrolment ended long ago. Open the whole link from your terminal, or start again there with nearside enroll."
    />
  );
}
