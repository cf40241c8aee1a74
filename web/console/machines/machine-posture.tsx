import type { MachineAnswer } from "@nearside/shared/api/console/machines.ts";
import { POSTURE_TITLES, REPORTED_BY_MACHINE, wordsOfFact } from "@nearside/shared/posture/posture-in-words.ts";
import { makeVisible } from "../../ui/make-visible.ts";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";

/** Shows what the machine said last of its own protection, with its sources and times (protocol §4.8). */
export function MachinePosture({ posture }: { posture: MachineAnswer["posture"] }) {
  return (
    <Panel title="Protection, it says">
      {posture === null ? (
        <p>It has said nothing: its command line is older, or no login was asked for since.</p>
      ) : (
        <>
          <p>
            {REPORTED_BY_MACHINE}. Said <Moment at={posture.said_at} />.
          </p>
          <Details>
            {posture.facts.map(({ name, value, reason, source, looked_at }) => (
              <Detail key={name} name={POSTURE_TITLES[name]}>
                {makeVisible(wordsOfFact({ value, reason }))}
                {source === "none" ? null : ` (${makeVisible(source)})`},{" "}
                {name === "updates" && source !== "none" ? "by a list of" : "looked at"} <Moment at={looked_at} />
              </Detail>
            ))}
          </Details>
        </>
      )}
    </Panel>
  );
}
