import { type LogRow, logApi, type Started } from "@nearside/shared/api/console/log.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { logTexts as texts } from "../../texts/console/log.tsx";
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

const { entry: words, openedElsewhere, signed } = texts;

/** Shows one entry of the security log, with all that was recorded, and what a passkey signed for it. */
export function EventPage({ params }: { params: PageParams }) {
  const seq = params["seq"] ?? "";
  const reading = useRead(at(logApi.event, seq));
  const title = reading.data === undefined ? words.title(seq) : titleOfKind(reading.data.kind);
  return (
    <Page
      title={title}
      crumbs={[{ title: texts.title, href: "/console/log/events" }]}
      actions={<LoginOf subject={reading.data?.started?.id ?? reading.data?.subject ?? ""} />}
    >
      <Reading reading={reading} what={words.what}>
        {(entry) => (
          <>
            {entry.kind === "login_reported" ? <OpenedNotice entry={entry} /> : null}
            {isStarted(entry) ? <StartedPanel entry={entry} /> : null}
            {entry.started === null && tellsOfMachine(entry) && entry.machine?.id != null ? (
              <RefusedMachinePanel machine={{ id: entry.machine.id }} seq={entry.seq} />
            ) : null}
            <EntryPanel entry={entry} />
            <Panel title={words.data}>
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

function EntryPanel({ entry }: { entry: LogRow }) {
  const { person, machine, browser, actor, address, subject, kind, seq } = entry;
  return (
    <Panel title={words.panel}>
      <Details>
        <Detail name={words.when}>{exactTime(entry.at)}</Detail>
        <Detail name={words.topic}>
          <StateBadge words={TOPIC_WORDS[entry.topic]} />
        </Detail>
        <Known name={words.person}>{person && <PersonLink person={person} />}</Known>
        <Known name={words.machine}>
          {machine && (
            <>
              <MachineLink machine={machine} /> <Exact text={machine.device} />
            </>
          )}
        </Known>
        <Known name={words.browser}>{browser && <Named text={browser} />}</Known>
        <Known name={words.by}>{actor && <PersonLink person={actor} />}</Known>
        <Known name={words.address}>{address}</Known>
        <Known name={words.subject}>{subject && <SubjectLink subject={subject} />}</Known>
        <Detail name={words.kind}>
          <Exact text={words.kindOf({ kind, seq })} />
        </Detail>
      </Details>
    </Panel>
  );
}

/** Leaves the line out where nothing was recorded. */
function Known({ name, children }: { name: string; children: ReactNode }) {
  return children === null || children === "" ? null : <Detail name={name}>{children}</Detail>;
}

const isStarted = (entry: LogRow): entry is LogRow & { readonly started: Started } => entry.started !== null;

/** Tells whether an entry may be a reason to stop a machine. */
const tellsOfMachine = ({ topic }: LogRow): boolean => topic === "refusal" || topic === "alarm";

/** Explains in a sentence what a login means that was opened on another machine. */
function OpenedNotice({ entry: { person, started } }: { entry: LogRow }) {
  if (person === null || started === null) return null;
  const opener = makeVisible(person.name);
  return (
    <Notice tone="alert" title={openedElsewhere.title({ starter: makeVisible(started.person.name), opener })}>
      <p>{started.person.id === person.id ? openedElsewhere.ownMachines : openedElsewhere.others(opener)}</p>
    </Notice>
  );
}

/** Links to all that is known of the login that an entry is about, and to its evidence. */
function LoginOf({ subject }: { subject: string }) {
  if (!subject.startsWith("rq_")) return null;
  return (
    <LinkButton href={`/console/log/login/${subject}`} kind="plain">
      {words.theLogin}
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
    <Panel title={signed.title}>
      <Reading reading={reading} what={signed.what}>
        {(change) => (
          <Details>
            <Detail name={signed.by}>
              <PersonLink person={change.person} />
            </Detail>
            <Detail name={signed.passkey}>
              <Exact text={change.credential_id} />
            </Detail>
            <Detail name={signed.machine}>
              <Exact text={change.device} />
            </Detail>
            <Detail name={signed.request}>
              <Exact text={change.path} />
            </Detail>
            <Detail name={signed.change}>
              <Exact text={change.change} />
            </Detail>
          </Details>
        )}
      </Reading>
    </Panel>
  );
}
