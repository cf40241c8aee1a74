import { END_SENTENCES, type EnrolmentEnd } from "@nearside/shared/api/enrolment-end.ts";
import { ENROLMENT_REQUEST_SECONDS } from "@nearside/shared/lifetimes.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { enrollTexts } from "../../texts/enroll.tsx";
import { Button } from "../../ui/button.tsx";
import { Quoted } from "../../ui/quoted.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

const { active, refused, expired, unknown, otherWindow } = enrollTexts;

export function ActiveView() {
  return (
    <Sheet
      tab={active.tab}
      title={active.title}
      picture={<Scene ground="shared" link="joined" tone="near" badge="check" />}
      lead={active.lead}
    >
      <p className="small-print">{active.next}</p>
    </Sheet>
  );
}

export function RefusedView({ end }: { end: EnrolmentEnd | undefined }) {
  return (
    <Sheet
      tab={refused.tab}
      title={refused.title}
      picture={<Scene ground="shared" link="open" tone="alert" badge="cross" />}
      lead={end === undefined ? refused.unknownWhy : refused.why({ reason: END_SENTENCES[end.reason] })}
    >
      <div className="prose">
        {end === undefined || end.note === null ? null : (
          <section className="notice">
            <h2>{refused.note.title}</h2>
            <p>
              <Quoted text={end.note} />
            </p>
          </section>
        )}
        {end === undefined ? (
          <section>
            <h2>{refused.wordsDiffered.title}</h2>
            <p>{refused.wordsDiffered.text}</p>
          </section>
        ) : null}
        <section>
          <h2>{refused.again.title}</h2>
          <p>{refused.again.text}</p>
        </section>
      </div>
    </Sheet>
  );
}

export function EnrolmentExpiredView() {
  return (
    <Sheet
      tab={expired.tab}
      title={expired.title}
      picture={<Scene ground="shared" link="open" tone="wait" badge="clock" />}
      lead={expired.lead({ span: spanInWords(ENROLMENT_REQUEST_SECONDS) })}
    >
      <p className="small-print">{expired.next}</p>
    </Sheet>
  );
}

export function UnknownEnrolmentView() {
  return (
    <Sheet {...unknown} picture={<Scene ground="apart" link="open" tone="wait" badge="question" faint="terminal" />} />
  );
}

export function EnrolmentOtherWindowView({ onRetry }: { onRetry: () => void }) {
  return (
    <Sheet
      tab={otherWindow.tab}
      title={otherWindow.title}
      picture={<Scene ground="shared" link="open" tone="wait" badge="question" />}
      lead={otherWindow.lead}
      actions={
        <Button kind="plain" onPress={onRetry}>
          {otherWindow.retry}
        </Button>
      }
    />
  );
}
