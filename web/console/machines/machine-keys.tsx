import type { MachineAnswer } from "@nearside/shared/api/console/machines.ts";
import { Exact, Named } from "../../ui/quoted.tsx";
import { MACHINE_STATES } from "../mentions/machine.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";

/** Lists the browsers and passkeys that were enrolled with a machine, including the revoked ones. */
export function MachineKeys({ machine: { browsers, passkeys } }: { machine: MachineAnswer }) {
  return (
    <>
      <Panel title="Browsers">
        {browsers.map(({ id, browser, version, state, created_at }) => (
          <Details key={id}>
            <Detail name="Browser, it says">
              <Named text={browser} /> <StateBadge words={MACHINE_STATES[state]} />
            </Detail>
            <Detail name="Extension, it says">{version === null ? "no version" : <Named text={version} />}</Detail>
            <Detail name="Enrolled">
              <Moment at={created_at} />
            </Detail>
            <Detail name="Id">
              <Exact text={id} />
            </Detail>
          </Details>
        ))}
      </Panel>
      <Panel title="Passkeys">
        {passkeys.map(({ id, aaguid, synced, state, created_at }) => (
          <Details key={id}>
            <Detail name="Kind">
              {synced ? "May be copied to other devices" : "Stays on its device"}{" "}
              <StateBadge words={MACHINE_STATES[state]} />
            </Detail>
            <Detail name="Enrolled">
              <Moment at={created_at} />
            </Detail>
            <Detail name="Authenticator (AAGUID)">
              <Exact text={aaguid} />
            </Detail>
            <Detail name="Id">
              <Exact text={id} />
            </Detail>
          </Details>
        ))}
      </Panel>
    </>
  );
}
