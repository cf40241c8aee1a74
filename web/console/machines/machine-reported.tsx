import type { MachineAnswer } from "@nearside/shared/api/console/machines.ts";
import { POSTURE_TITLES, wordsOfFact } from "@nearside/shared/posture/posture-in-words.ts";
import { machineTexts } from "../../texts/console/machines.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { KEY_PLACES } from "../mentions/machine.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";

/** Shows what the machine reports of itself, and last of its own protection, with sources and times (protocol §4.8). */
export function MachineReported({ machine }: { machine: MachineAnswer }) {
  const { page, reported } = machineTexts;
  return (
    <Panel title={reported.title}>
      <Details>
        {machine.key_storage === "tpm" ? null : <Detail name={page.key}>{KEY_PLACES[machine.key_storage]}</Detail>}
        <Detail name={page.system}>
          <Named text={machine.os} />
        </Detail>
        <Detail name={page.commandLine}>
          {machine.cli_version === null ? page.noVersion : <Named text={machine.cli_version} />}
        </Detail>
      </Details>
      <Posture posture={machine.posture} />
    </Panel>
  );
}

function Posture({ posture }: Pick<MachineAnswer, "posture">) {
  const { reported } = machineTexts;
  if (posture === null) return <p>{reported.none}</p>;
  return (
    <>
      <p>{reported.at(<Moment at={posture.said_at} />)}</p>
      <Details>
        {posture.facts.map(({ name, value, reason, source, looked_at }) => {
          const shown = { value: makeVisible(wordsOfFact({ value, reason })), moment: <Moment at={looked_at} /> };
          return (
            <Detail key={name} name={POSTURE_TITLES[name]}>
              {name === "updates" && source !== "none"
                ? reported.updates({ ...shown, source: makeVisible(source) })
                : reported.fact({ ...shown, source: source === "none" ? null : makeVisible(source) })}
            </Detail>
          );
        })}
      </Details>
    </>
  );
}
