import { ENROLMENT_REQUEST_SECONDS } from "@nearside/shared/lifetimes.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

export function EnrolmentExpiredView() {
  return (
    <Sheet
      tab="Expired"
      title="This enrolment has expired"
      picture={<Scene ground="shared" link="open" tone="wait" badge="clock" />}
      lead={`It had to be finished within ${spanInWords(ENROLMENT_REQUEST_SECONDS)}. Nothing was enrolled.`}
    >
      <p className="small-print">
        Start again in your terminal with <code>nearside enroll</code>. If your ticket is too old by now, ask your
        administrator for a new one.
      </p>
    </Sheet>
  );
}
