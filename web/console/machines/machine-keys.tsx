import type { MachineAnswer } from "@nearside/shared/api/console/machines.ts";
import { NO_AAGUID } from "@nearside/shared/passkey/authenticator.ts";
import { machineTexts } from "../../texts/console/machines.tsx";
import { Exact, Named } from "../../ui/quoted.tsx";
import { MACHINE_STATES } from "../mentions/machine.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";

/** Lists the browsers and passkeys that were enrolled with a machine, including the revoked ones. */
export function MachineKeys({ machine }: { machine: MachineAnswer }) {
  return (
    <>
      <Browsers browsers={machine.browsers} />
      <Passkeys passkeys={machine.passkeys} />
    </>
  );
}

function Browsers({ browsers }: Pick<MachineAnswer, "browsers">) {
  const texts = machineTexts.browsers;
  return (
    <Panel title={texts.title}>
      <p>{texts.note}</p>
      {browsers.map(({ id, browser, version, state, created_at }) => (
        <Details key={id}>
          <Detail name={texts.browser}>
            <Named text={browser} /> <StateBadge words={MACHINE_STATES[state]} />
          </Detail>
          <Detail name={texts.extension}>{version === null ? texts.noVersion : <Named text={version} />}</Detail>
          <Detail name={texts.enrolled}>
            <Moment at={created_at} />
          </Detail>
          <Detail name={texts.id}>
            <Exact text={id} />
          </Detail>
        </Details>
      ))}
    </Panel>
  );
}

function Passkeys({ passkeys }: Pick<MachineAnswer, "passkeys">) {
  const texts = machineTexts.passkeys;
  return (
    <Panel title={texts.title}>
      {passkeys.map(({ id, aaguid, synced, state, created_at }) => (
        <Details key={id}>
          <Detail name={texts.state}>
            <StateBadge words={MACHINE_STATES[state]} />
          </Detail>
          <Detail name={texts.copies}>{synced ? texts.synced : texts.deviceBound}</Detail>
          <Detail name={texts.enrolled}>
            <Moment at={created_at} />
          </Detail>
          <Detail name={texts.model}>{aaguid === NO_AAGUID ? texts.noModel : <Exact text={aaguid} />}</Detail>
          <Detail name={texts.id}>
            <Exact text={id} />
          </Detail>
        </Details>
      ))}
    </Panel>
  );
}
