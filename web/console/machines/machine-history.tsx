import type { MachineAnswer } from "@nearside/shared/api/console/machines.ts";
import { Named } from "../../ui/quoted.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";

type Entry = MachineAnswer["history"][number];

const WHAT: Readonly<Record<Entry["what"], string>> = {
  device_quarantined: "Quarantined",
  device_released: "Released",
  device_revoked: "Revoked",
  device_lost: "Reported lost",
};

/** Lists what was done to a machine as a whole, the latest first. */
export function MachineHistory({ history }: { history: readonly Entry[] }) {
  if (history.length === 0) return null;
  return (
    <Panel title="What was done to it">
      <Details>
        {history.map(({ at, what, note, by }) => (
          <Detail key={`${at} ${what}`} name={WHAT[what]}>
            <Moment at={at} />, {by === null ? "on the server's own shell" : <Named text={by} />}
            {note === null ? null : (
              <>
                : <Named text={note} />
              </>
            )}
          </Detail>
        ))}
      </Details>
    </Panel>
  );
}
