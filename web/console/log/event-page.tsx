import { changeAnswerSchema, logRowSchema } from "@nearside/shared/api/console/log.ts";
import { keyed } from "../../ui/keyed.ts";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact, Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page } from "../layout/page.tsx";
import type { PageParams } from "../pages.ts";
import { Badge } from "../ui/badge.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { exactTime } from "../ui/moment.ts";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { TOPIC_WORDS, titleOfKind } from "./log-words.ts";

/** One entry of the security log, with all that it says, and what a passkey signed for it. */
export function EventPage({ params }: { params: PageParams }) {
  const seq = params["seq"] ?? "";
  const reading = useRead(`/api/console/events/${encodeURIComponent(seq)}`, logRowSchema);
  const title = reading.data === undefined ? `Entry ${seq}` : titleOfKind(reading.data.kind);
  return (
    <Page title={title} crumbs={[{ title: "Security log", href: "/console/log" }]}>
      <Reading reading={reading} what="the entry">
        {(entry) => (
          <>
            <Panel title="The entry">
              <Details>
                <Detail name="When">{exactTime(entry.at)}</Detail>
                <Detail name="About">
                  <Badge tone={TOPIC_WORDS[entry.topic].tone}>{TOPIC_WORDS[entry.topic].title}</Badge>
                </Detail>
                <Detail name="Whom">{entry.person === null ? "nobody" : <Named text={entry.person.name} />}</Detail>
                <Detail name="Machine">
                  {entry.machine === null ? (
                    "none"
                  ) : (
                    <>
                      <Named text={entry.machine.hostname} /> <Exact text={entry.machine.device} />
                    </>
                  )}
                </Detail>
                <Detail name="By">
                  {entry.actor === null ? "nobody in the console" : <Named text={entry.actor.name} />}
                </Detail>
                <Detail name="From">{entry.address ?? "not recorded"}</Detail>
                <Detail name="Id">{entry.subject === null ? "none" : <Exact text={entry.subject} />}</Detail>
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

/** The change as it was signed: with it anybody can verify that this passkey agreed to exactly this (protocol §8). */
function SignedChange({ id }: { id: string }) {
  const reading = useRead(`/api/console/changes/${encodeURIComponent(id)}`, changeAnswerSchema);
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
