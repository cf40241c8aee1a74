import { type LogRow, logApi, type Started } from "@nearside/shared/api/console/log.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { Link } from "wouter";
import { keyed } from "../../ui/keyed.ts";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact, Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import { TOPIC_WORDS, titleOfKind } from "../mentions/event.tsx";
import { MachineLink } from "../mentions/machine.tsx";
import { PersonLink } from "../mentions/person.tsx";
import { useMay } from "../session/use-session.ts";
import { StateBadge } from "../ui/badge.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { exactTime } from "../ui/moment.tsx";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { RefusedMachinePanel, StartedPanel } from "./entry-parties.tsx";

/** Shows one entry of the security log, with all that it says, and what a passkey signed for it. */
export function EventPage({ params }: { params: PageParams }) {
  const seq = params["seq"] ?? "";
  const reading = useRead(at(logApi.event, seq));
  const title = reading.data === undefined ? `Entry ${seq}` : titleOfKind(reading.data.kind);
  return (
    <Page
      title={title}
      crumbs={[{ title: "Security log", href: "/console/log" }]}
      actions={<LoginOf subject={reading.data?.started?.id ?? reading.data?.subject ?? ""} />}
    >
      <Reading reading={reading} what="the entry">
        {(entry) => (
          <>
            {entry.kind === "login_reported" ? <OpenedNotice entry={entry} /> : null}
            {isStarted(entry) ? <StartedPanel entry={entry} /> : null}
            {entry.started === null && tellsOfMachine(entry) && entry.machine?.id != null ? (
              <RefusedMachinePanel machine={{ id: entry.machine.id }} seq={entry.seq} />
            ) : null}
            <Panel title="The entry">
              <Details>
                <Detail name="When">{exactTime(entry.at)}</Detail>
                <Detail name="About">
                  <StateBadge words={TOPIC_WORDS[entry.topic]} />
                </Detail>
                <Detail name="Whom">{entry.person === null ? "nobody" : <PersonLink person={entry.person} />}</Detail>
                <Detail name="Machine">
                  {entry.machine === null ? (
                    "none"
                  ) : (
                    <>
                      <MachineLink machine={entry.machine} /> <Exact text={entry.machine.device} />
                    </>
                  )}
                </Detail>
                {entry.browser === null ? null : (
                  <Detail name="Browser, it says">
                    <Named text={entry.browser} />
                  </Detail>
                )}
                <Detail name="By">
                  {entry.actor === null ? "nobody in the console" : <PersonLink person={entry.actor} />}
                </Detail>
                <Detail name="From">{entry.address ?? "not recorded"}</Detail>
                <Detail name="Id">{entry.subject === null ? "none" : <SubjectLink subject={entry.subject} />}</Detail>
                <Detail name="Kind">
                  <Exact text={`${entry.kind}, entry ${entry.seq}`} />
                </Detail>
              </Details>
            </Panel>
            <Panel title="All that it says">
              <pre className="raw">
                {keyed(JSON.stringify(entry.data, null, 2).split("\n")).map(({ key, item }) => (
                  <span key={key}>{`${makeVisible(item)}\n`}</span>
                ))}
              </pre>
            </Panel>
            {entry.actor?.change == null ? null : <SignedChange id={entry.actor.change} />}
          </>
        )}
      </Reading>
    </Page>
  );
}

const isStarted = (entry: LogRow): entry is LogRow & { readonly started: Started } => entry.started !== null;

/** Tells whether an entry may be a reason to stop a machine. */
const tellsOfMachine = ({ topic }: LogRow): boolean => topic === "refusal" || topic === "alarm";

/** Explains in a sentence what a login means that was opened on another machine. */
function OpenedNotice({ entry: { person, started } }: { entry: LogRow }) {
  if (person === null || started === null) return null;
  return (
    <Notice
      tone="alert"
      title={`${makeVisible(started.person.name)} started this login, and ${makeVisible(person.name)} opened it on another machine`}
    >
      <p>
        {started.person.id === person.id
          ? "Both machines are of one person, who may simply have opened the link in the wrong place. It could not be approved there, and nobody was let in."
          : `It could not be approved there, and nobody was let in. Links are sent to others to have them approve what they did not start: ask ${makeVisible(person.name)} how the link came to them, by another way than it came.`}
      </p>
    </Notice>
  );
}

/** Links to all that is known of the login that an entry is about, and to its evidence. */
function LoginOf({ subject }: { subject: string }) {
  if (!subject.startsWith("rq_")) return null;
  return (
    <LinkButton href={`/console/log/login/${subject}`} kind="plain">
      The login
    </LinkButton>
  );
}

/** Links to the enrolment if the id is an enrolment's, and shows any other id as text. */
function SubjectLink({ subject }: { subject: string }) {
  const may = useMay();
  const shown = <Exact text={subject} />;
  if (subject.startsWith("en_") && may("enrolments.read"))
    return <Link href={`/console/enrolment/of/${subject}`}>{shown}</Link>;
  return shown;
}

/**
 * Shows the change as it was signed: with it any reader can verify that this passkey agreed to exactly this (protocol
 * §8).
 */
function SignedChange({ id }: { id: string }) {
  const reading = useRead(at(logApi.change, id));
  return (
    <Panel title="What a passkey signed">
      <Reading reading={reading} what="the change">
        {(change) => (
          <Details>
            <Detail name="By">
              <Named text={change.person.name} />
            </Detail>
            <Detail name="Passkey">
              <Exact text={change.credential_id} />
            </Detail>
            <Detail name="On machine">
              <Exact text={change.device} />
            </Detail>
            <Detail name="Address">
              <Exact text={change.path} />
            </Detail>
            <Detail name="Change">
              <Exact text={change.change} />
            </Detail>
          </Details>
        )}
      </Reading>
    </Panel>
  );
}
