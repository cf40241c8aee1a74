import type { OwnMachine, OwnMachineDetail } from "@nearside/shared/api/console/own-machines.ts";
import { ownMachinesApi } from "@nearside/shared/api/console/own-machines.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { ACCOUNT_STALE } from "./account-tabs.tsx";

/** Ends one browser of the person's own machine for good. */
export function EndBrowser({
  browser: { id, browser, state, is_here, is_last },
  machine,
}: {
  browser: OwnMachineDetail["browsers"][number];
  machine: OwnMachine;
}) {
  const name = makeVisible(`${browser} on ${machine.hostname}`);
  const end = useChange({
    stale: ACCOUNT_STALE,
    says: () => ({ says: `${name} is ended.` }),
  });
  if (state === "revoked") return null;
  const change = { is_last: is_last && machine.is_last };
  return (
    <>
      <Button kind="plain" small onPress={() => end.begin({ to: at(ownMachinesApi.revokeBrowser, id), change })}>
        End it
      </Button>
      <ConfirmChange change={end} title={`End ${name} for good?`} verb="End it" tone="alert">
        <p>It approves nothing any more, and the logins that it approved end now. This can't be undone.</p>
        {is_here ? <p>You are in it now: you are signed out here.</p> : null}
        {change.is_last ? (
          <p>
            <strong>It is your last way in.</strong> Nothing can be approved in your name any more until another browser
            is enrolled on <bdi>{makeVisible(machine.hostname)}</bdi> and let in by an administrator.
          </p>
        ) : is_last ? (
          <p>
            It is the only one there: nothing can be approved on that machine until another browser is enrolled on it.
          </p>
        ) : null}
      </ConfirmChange>
    </>
  );
}
