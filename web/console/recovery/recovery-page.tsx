import { type RecoveryRow, recoveriesApi } from "@nearside/shared/api/console/recovery.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { Link } from "wouter";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact, Named } from "../../ui/quoted.tsx";
import { useNow } from "../../ui/use-now.ts";
import { useConsole } from "../console-context.ts";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { RecoveryActions } from "./recovery-actions.tsx";
import { leftUntil, wordsOf } from "./recovery-words.ts";

/** Shows one recovery: how far it is, and what may be done. */
export function RecoveryPage({ params }: { params: PageParams }) {
  const reading = useRead(at(recoveriesApi.view, params["recovery"] ?? ""), { everySeconds: 30 });
  const name = reading.data === undefined ? "a person" : makeVisible(reading.data.recovery.user.name);
  return (
    <Page title={`Recovery of ${name}`} crumbs={[{ title: "Recovery", href: "/console/recovery" }]}>
      <Reading reading={reading} what="the recovery">
        {({ recovery }) => (
          <>
            <Facts recovery={recovery} />
            <RecoveryActions recovery={recovery} />
          </>
        )}
      </Reading>
    </Page>
  );
}

const HOW = {
  stopped: "by",
  cancelled: "by the person, who does not need it:",
  not_me: "“this wasn't me”, by",
} as const;

function Facts({ recovery }: { recovery: RecoveryRow }) {
  const { clock } = useConsole();
  const now = useNow(clock);
  const words = wordsOf(recovery);
  const { seconded_by, seconded_at, opens_at, stopped } = recovery;
  return (
    <Panel title="How far it is">
      <Details>
        <Detail name="State">
          <StateBadge words={words} />
        </Detail>
        <Detail name="Lost">
          <Named text={recovery.lost} />
        </Detail>
        <Detail name="How it is known to be that person">
          <Named text={recovery.reason} />
        </Detail>
        <Detail name="Begun">
          <Moment at={recovery.started_at} /> by <Named text={recovery.started_by.name} />
        </Detail>
        <Detail name="Agreed">
          {seconded_by === null ? (
            "nobody yet"
          ) : (
            <>
              <Moment at={seconded_at} /> by <Named text={seconded_by.name} />
            </>
          )}
        </Detail>
        {opens_at === null ? null : (
          <Detail name="Cooling time">
            {leftUntil(opens_at, now) === undefined ? "over" : `${leftUntil(opens_at, now)} left`}
          </Detail>
        )}
        <Detail name="Closes">
          <Moment at={recovery.closes_at} />
        </Detail>
        {stopped === null ? null : (
          <Detail name="Stopped">
            <Moment at={stopped.at} />, {HOW[stopped.how]} <Named text={stopped.by.name} />
            {stopped.note === null ? null : (
              <>
                : <Named text={stopped.note} />
              </>
            )}
          </Detail>
        )}
        <Detail name="Set aside">
          {recovery.machines.length === 0
            ? "nothing was in force"
            : recovery.machines.map(({ id, hostname, state: now }) => (
                <p key={id}>
                  <Link href={`/console/machines/${id}`}>
                    <Named text={hostname} />
                  </Link>{" "}
                  ({now})
                </p>
              ))}
        </Detail>
        <Detail name="Number">
          <Exact text={recovery.id} />
        </Detail>
      </Details>
    </Panel>
  );
}
