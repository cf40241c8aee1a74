import type { OwnMachine, OwnMachineDetail } from "@nearside/shared/api/console/own-machines.ts";
import { ownMachinesApi } from "@nearside/shared/api/console/own-machines.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { ownMachinesTexts } from "../../texts/console/account.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { ACCOUNT_STALE } from "./account-tabs.tsx";

const texts = ownMachinesTexts.revokeBrowser;

/** Ends one browser of the person's own machine for good. */
export function EndBrowser({
  browser: { id, browser, state, is_here, is_last },
  machine,
}: {
  browser: OwnMachineDetail["browsers"][number];
  machine: OwnMachine;
}) {
  const name = makeVisible(texts.name({ browser, machine: machine.hostname }));
  const end = useChange({
    stale: ACCOUNT_STALE,
    says: () => ({ says: texts.done({ name }) }),
  });
  if (state === "revoked") return null;
  const change = { is_last: is_last && machine.is_last };
  return (
    <>
      <Button kind="plain" small onPress={() => end.begin({ to: at(ownMachinesApi.revokeBrowser, id), change })}>
        {texts.revoke}
      </Button>
      <ConfirmChange change={end} title={texts.confirm({ name })} verb={texts.revoke} tone="alert">
        <p>{texts.text}</p>
        {is_here ? <p>{texts.here}</p> : null}
        {change.is_last ? (
          <p>{texts.last({ machine: <Named text={machine.hostname} /> })}</p>
        ) : is_last ? (
          <p>{texts.onlyThere}</p>
        ) : null}
      </ConfirmChange>
    </>
  );
}
