import { END_SENTENCES, type EnrolmentEnd } from "@nearside/shared/api/enrolment-end.ts";
import { ENROLMENT_REQUEST_SECONDS } from "@nearside/shared/lifetimes.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { Button } from "../../ui/button.tsx";
import { Quoted } from "../../ui/quoted.tsx";
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

export function RefusedView({ end }: { end: EnrolmentEnd | undefined }) {
  return (
    <Sheet
      tab="Not enrolled"
      title="This enrolment was ended"
      picture={<Scene ground="shared" link="open" tone="alert" badge="cross" />}
      lead={
        end === undefined
          ? "It was cancelled, or refused by you or your administrator. Nothing was enrolled."
          : `${END_SENTENCES[end.reason]} Nothing was enrolled.`
      }
    >
      <div className="prose">
        {end === undefined || end.note === null ? null : (
          <section className="notice">
            <h2>Your administrator says</h2>
            <p>
              <Quoted text={end.note} />
            </p>
          </section>
        )}
        {end === undefined ? (
          <section>
            <h2>Did the six words differ?</h2>
            <p>
              Most often a word was only misread or misheard: start again, and compare each. If they do differ then,
              somebody else may have come between: stop there, and tell your administrator.
            </p>
          </section>
        ) : null}
        <section>
          <h2>To try again</h2>
          <p>
            Your terminal says more. Start again there with <code>nearside enroll</code>.
          </p>
        </section>
      </div>
    </Sheet>
  );
}

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

export function EnrolmentOtherWindowView({ onRetry }: { onRetry: () => void }) {
  return (
    <Sheet
      tab="Open in another browser"
      title="This enrolment goes on in another browser"
      picture={<Scene ground="shared" link="open" tone="wait" badge="question" />}
      lead="Another browser met your command line first. If that was you, go on there. If it was not, say no in your terminal and start again."
      actions={
        <Button kind="plain" onPress={onRetry}>
          Look again
        </Button>
      }
    />
  );
}
