import { type OwnMachine, ownMachinesApi } from "@nearside/shared/api/console/own-machines.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { countOf } from "../ui/count-of.ts";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";
import { ACCOUNT_STALE } from "./account-tabs.tsx";

/** Gives up the person's own machine for good, or says that it is lost. */
export function EndMachine({ machine }: { machine: OwnMachine }) {
  const name = makeVisible(machine.hostname);
  const options = { stale: ACCOUNT_STALE } as const;
  const give = useChange({ ...options, says: () => ({ says: `${name} is ended, with everything on it.` }) });
  const lose = useChange({ ...options, says: () => ({ says: `${name} is ended: it was reported lost.` }) });
  if (machine.state === "revoked") return null;
  const change = { is_last: machine.is_last };
  return (
    <Panel title="End it">
      {machine.state === "quarantined" ? (
        <Notice tone="wait" title="It is quarantined: nothing of it counts until an administrator releases it" />
      ) : null}
      <p>
        For good: nothing is approved on it any more, and what it was logged in to ends. To use it again, it is enrolled
        anew with a ticket of an administrator's.
      </p>
      <div className="panel-actions">
        <Button kind="plain" onPress={() => lose.begin({ to: at(ownMachinesApi.lost, machine.id), change })}>
          I lost this machine
        </Button>
        <Button kind="plain" onPress={() => give.begin({ to: at(ownMachinesApi.revoke, machine.id), change })}>
          End it
        </Button>
      </div>
      <ConfirmChange
        change={lose}
        title={`Is ${name} lost or stolen?`}
        verb="End it: it is lost"
        tone="alert"
        typed={name}
      >
        <WhatEnds machine={machine} />
        <p>That it is lost stands in the security log, and you are told by mail that it ended.</p>
      </ConfirmChange>
      <ConfirmChange change={give} title={`End ${name} for good?`} verb="End it" tone="alert" typed={name}>
        <WhatEnds machine={machine} />
      </ConfirmChange>
    </Panel>
  );
}

function WhatEnds({ machine }: { machine: OwnMachine }) {
  const { is_here, is_last, browsers, passkeys, credentials, open_logins } = machine;
  return (
    <>
      <p>
        This ends at once and can't be undone: {countOf(browsers, "browser")}, {countOf(passkeys, "passkey")},{" "}
        {countOf(credentials, "login")} in force
        {open_logins === 0 ? "" : `, and ${countOf(open_logins, "login")} that ${open_logins === 1 ? "waits" : "wait"}`}
        .
      </p>
      {is_here ? <p>You are on it now: you are signed out here.</p> : null}
      {is_last ? (
        <p>
          <strong>It is your last way in.</strong> Nothing can be approved in your name any more, and you can't come
          back here, until an administrator gives you a ticket for another machine.
        </p>
      ) : null}
    </>
  );
}
