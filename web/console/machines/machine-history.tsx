import type { MachineAnswer } from "@nearside/shared/api/console/machines.ts";
import { machineTexts } from "../../texts/console/machines.tsx";
import { Named } from "../../ui/quoted.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";

const texts = machineTexts.history;

/** Lists what was done to a machine as a whole, the latest first. */
export function MachineHistory({ history }: { history: MachineAnswer["history"] }) {
  if (history.length === 0) return null;
  return (
    <Panel title={texts.title}>
      <Details>
        {history.map(({ at, what, note, by }) => (
          <Detail key={`${at} ${what}`} name={texts.what[what]}>
            {texts.entry({
              moment: <Moment at={at} />,
              by: by === null ? null : <Named text={by} />,
              note: note === null ? null : <Named text={note} />,
            })}
          </Detail>
        ))}
      </Details>
    </Panel>
  );
}
