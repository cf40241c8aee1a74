import { type LoginDetail, type LoginEvent, loginsApi } from "@nearside/shared/api/console/logins.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { Link } from "wouter";
import { logTexts as texts } from "../../texts/console/log.tsx";
import { useRead } from "../data/use-read.ts";
import { AuthenticatorName } from "../mentions/authenticator.tsx";
import { titleOfKind } from "../mentions/event.tsx";
import { PersonLink } from "../mentions/person.tsx";
import { PreciseMoment } from "../ui/moment.tsx";
import { Reading } from "../ui/reading.tsx";

const { timeline: words } = texts;

/** Reads one login, and shows what happened to it. */
export function ReadTimeline({ id }: { id: string }) {
  const reading = useRead(at(loginsApi.view, id));
  return (
    <Reading reading={reading} what={words.what}>
      {(detail) => <LoginTimeline detail={detail} />}
    </Reading>
  );
}

type Told = Pick<LoginDetail, "events" | "person" | "approved">;

/** Lists what happened to a login and its tokens, in order. Each step leads to its entry of the log. */
export function LoginTimeline({ detail }: { detail: Told }) {
  if (detail.events.length === 0) return <p>{words.none}</p>;
  return (
    <ol className="timeline">
      {detail.events.map((event) => (
        <li key={event.seq}>
          <span className="timeline-when">
            <PreciseMoment at={event.at} />
          </span>
          <span>
            <Link href={`/console/log/${event.seq}`}>{titleOfKind(event.kind)}</Link> <More event={event} of={detail} />
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Tells who approved, by which rules it was decided, and how often its tokens were refreshed. */
function More({ event: { kind, by, rules, times }, of: { person, approved } }: { event: LoginEvent; of: Told }) {
  if (kind === "login_approved" && approved !== null)
    return words.approvedBy({
      person: <PersonLink person={person} />,
      authenticator: <AuthenticatorName authenticator={approved.authenticator} />,
    });
  if (by !== null) return words.by(<PersonLink person={by} />);
  if (rules.length > 0) return words.rules(rules);
  return times > 1 ? words.times(times) : null;
}
