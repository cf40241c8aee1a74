import { machineStateSchema } from "@nearside/shared/api/console/machines.ts";
import { type RecoveryRow, recoveriesApi } from "@nearside/shared/api/console/recovery.ts";
import { at } from "@nearside/shared/api/entry.ts";
import * as v from "valibot";
import { Link } from "wouter";
import { recoveryTexts as texts } from "../../texts/console/recovery.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact, Named } from "../../ui/quoted.tsx";
import { useNow } from "../../ui/use-now.ts";
import { useConsole } from "../console-context.ts";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import { MACHINE_STATES } from "../mentions/machine.tsx";
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
  const name = reading.data === undefined ? texts.page.somebody : makeVisible(reading.data.recovery.user.name);
  return (
    <Page title={texts.page.title(name)} crumbs={[{ title: texts.list.title, href: "/console/recovery" }]}>
      <Reading reading={reading} what={texts.page.what}>
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

/** Falls back to the state itself: a newer server may have states that this page does not know. */
const stateWords = (state: string): string => (v.is(machineStateSchema, state) ? MACHINE_STATES[state].title : state);

function Facts({ recovery }: { recovery: RecoveryRow }) {
  const { clock } = useConsole();
  const now = useNow(clock);
  const words = wordsOf(recovery);
  const { seconded_by, seconded_at, opens_at, stopped } = recovery;
  const left = opens_at === null ? undefined : leftUntil(opens_at, now);
  return (
    <Panel title={texts.page.progress}>
      <Details>
        <Detail name={texts.page.state}>
          <StateBadge words={words} />
        </Detail>
        <Detail name={texts.page.lost}>
          <Named text={recovery.lost} />
        </Detail>
        <Detail name={texts.page.reason}>
          <Named text={recovery.reason} />
        </Detail>
        <Detail name={texts.page.started}>
          {texts.page.doneBy(<Moment at={recovery.started_at} />, <Named text={recovery.started_by.name} />)}
        </Detail>
        <Detail name={texts.page.agreed}>
          {seconded_by === null
            ? texts.page.nobodyYet
            : texts.page.doneBy(<Moment at={seconded_at} />, <Named text={seconded_by.name} />)}
        </Detail>
        {opens_at === null ? null : (
          <Detail name={texts.page.coolingTime}>{left === undefined ? texts.page.over : texts.page.left(left)}</Detail>
        )}
        <Detail name={texts.page.closes}>
          <Moment at={recovery.closes_at} />
        </Detail>
        {stopped === null ? null : (
          <Detail name={texts.page.stoppedTitle}>
            {texts.page.stopped[stopped.how](<Moment at={stopped.at} />, <Named text={stopped.by.name} />)}
          </Detail>
        )}
        {stopped === null || stopped.note === null ? null : (
          <Detail name={texts.page.note}>
            <Named text={stopped.note} />
          </Detail>
        )}
        <Detail name={texts.page.quarantined}>
          {recovery.machines.length === 0
            ? texts.page.noMachines
            : recovery.machines.map(({ id, hostname, state }) => (
                <p key={id}>
                  {texts.page.machine(
                    <Link href={`/console/machines/${id}`}>
                      <Named text={hostname} />
                    </Link>,
                    stateWords(state),
                  )}
                </p>
              ))}
        </Detail>
        <Detail name={texts.page.id}>
          <Exact text={recovery.id} />
        </Detail>
      </Details>
    </Panel>
  );
}
