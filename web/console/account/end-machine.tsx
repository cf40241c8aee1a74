import { type OwnMachine, ownMachinesApi } from "@nearside/shared/api/console/own-machines.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { ownMachinesTexts } from "../../texts/console/account.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";
import { ACCOUNT_STALE } from "./account-tabs.tsx";

const texts = ownMachinesTexts.revoke;

/** Gives up the person's own machine for good, or says that it is lost. */
export function EndMachine({ machine }: { machine: OwnMachine }) {
  const name = makeVisible(machine.hostname);
  const options = { stale: ACCOUNT_STALE } as const;
  const give = useChange({ ...options, says: () => ({ says: texts.done({ name }) }) });
  const lose = useChange({ ...options, says: () => ({ says: texts.lostDone({ name }) }) });
  if (machine.state === "revoked") return null;
  const change = { is_last: machine.is_last };
  return (
    <Panel title={texts.title}>
      {machine.state === "quarantined" ? <Notice tone="wait" title={texts.quarantined} /> : null}
      <p>{texts.text}</p>
      <div className="panel-actions">
        <Button kind="danger" onPress={() => lose.begin({ to: at(ownMachinesApi.lost, machine.id), change })}>
          {texts.lost}
        </Button>
        <Button kind="danger" onPress={() => give.begin({ to: at(ownMachinesApi.revoke, machine.id), change })}>
          {texts.revoke}
        </Button>
      </div>
      <ConfirmChange change={lose} title={texts.lostConfirm({ name })} verb={texts.lost} tone="alert" typed={name}>
        <WhatEnds machine={machine} />
        <p>{texts.lostNote}</p>
      </ConfirmChange>
      <ConfirmChange change={give} title={texts.confirm({ name })} verb={texts.revoke} tone="alert" typed={name}>
        <WhatEnds machine={machine} />
      </ConfirmChange>
    </Panel>
  );
}

function WhatEnds({ machine }: { machine: OwnMachine }) {
  const { is_here, is_last, browsers, passkeys, credentials, open_logins } = machine;
  return (
    <>
      <p>{texts.ends({ browsers, passkeys, logins: credentials, waiting: open_logins })}</p>
      {is_here ? <p>{texts.here}</p> : null}
      {is_last ? <p>{texts.last}</p> : null}
    </>
  );
}
