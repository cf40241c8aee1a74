import { END_SENTENCES, type EnrolmentEnd } from "@nearside/shared/api/enrolment-end.ts";
import { Quoted } from "../../ui/quoted.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

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
