import { useSyncExternalStore } from "react";
import { Frame } from "../ui/frame.tsx";
import type { Enrolment } from "./enrolment.ts";
import { EnrolmentView } from "./enrolment-view.tsx";

/** Shows the enrolment page. `issuer` is this page's own origin. */
export function EnrollPage({ enrolment, issuer }: { enrolment: Enrolment; issuer: string }) {
  const state = useSyncExternalStore(enrolment.subscribe, enrolment.state);
  return (
    <Frame issuer={issuer}>
      <EnrolmentView state={state} send={enrolment.send} />
    </Frame>
  );
}
