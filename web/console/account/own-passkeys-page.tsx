import { ownAccountApi } from "@nearside/shared/api/console/own-account.ts";
import {
  type OwnPasskey,
  ownPasskeysApi,
  renamePasskeyChangeSchema,
} from "@nearside/shared/api/console/own-passkeys.ts";
import { useState } from "react";
import { makePasskey } from "../../bridge/make-passkey.ts";
import { ownMachinesTexts, ownPasskeysTexts as texts } from "../../texts/console/account.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { ChangeForm } from "../change/change-form.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useRead } from "../data/use-read.ts";
import { TextField } from "../form/fields.tsx";
import { Page } from "../layout/page.tsx";
import { AuthenticatorName } from "../mentions/authenticator.tsx";
import { Badge } from "../ui/badge.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { ACCOUNT_CRUMBS } from "./account-tabs.tsx";
import { AddPasskey } from "./add-passkey.tsx";

/** GET /api/console/account/passkeys. Lists the person's own passkeys, and adds a further one (protocol §3.10). */
export function OwnPasskeysPage() {
  const reading = useRead(ownPasskeysApi.list);
  return (
    <Page title={texts.title} crumbs={ACCOUNT_CRUMBS} lead={texts.lead}>
      <Reading reading={reading} what={texts.reading}>
        {({ passkeys }) => <OwnPasskeys passkeys={passkeys} />}
      </Reading>
      <AddPasskey makePasskey={makePasskey} />
    </Page>
  );
}

/** Calls a passkey by the label that its person gave it, else by its machine. Plain text. */
const titleOf = ({ label, machine, is_here }: OwnPasskey): string =>
  makeVisible(label ?? (is_here ? texts.nameHere : texts.name)({ machine: machine.label ?? machine.hostname }));

export function OwnPasskeys({ passkeys }: { passkeys: readonly OwnPasskey[] }) {
  return passkeys.map((passkey) => <OnePasskey key={passkey.id} passkey={passkey} />);
}

function OnePasskey({ passkey }: { passkey: OwnPasskey }) {
  const [isRenaming, setRenaming] = useState(false);
  const remove = useChange({
    stale: [ownAccountApi.view],
    says: () => ({ says: texts.remove.done({ name: titleOf(passkey) }) }),
  });
  const { machine, is_last, is_here, synced } = passkey;
  const machineName = <Named text={machine.label ?? machine.hostname} />;
  return (
    <Panel
      title={titleOf(passkey)}
      actions={
        <>
          <Button kind="plain" small onPress={() => setRenaming(!isRenaming)}>
            {texts.rename.open}
          </Button>
          {is_last ? null : (
            <Button
              kind="plain"
              small
              onPress={() => remove.begin({ to: ownPasskeysApi.remove, change: { passkey: passkey.id } })}
            >
              {texts.remove.remove}
            </Button>
          )}
        </>
      }
    >
      {isRenaming ? (
        <ChangeForm
          to={ownPasskeysApi.rename}
          schema={renamePasskeyChangeSchema}
          changeOf={({ label }) => ({ passkey: passkey.id, label })}
          send={texts.rename.send}
          title={texts.rename.confirm({ name: titleOf(passkey) })}
          stale={[ownPasskeysApi.list]}
          says={() => ({ says: texts.rename.done })}
          onMade={() => setRenaming(false)}
        >
          <TextField name="label" label={texts.rename.label} initial={passkey.label ?? ""} maxLength={64} />
        </ChangeForm>
      ) : null}
      <Details>
        <Detail name={texts.machine}>{is_here ? ownMachinesTexts.here({ name: machineName }) : machineName}</Detail>
        <Detail name={texts.authenticator}>
          <AuthenticatorName authenticator={passkey.authenticator} />
        </Detail>
        <Detail name={texts.storage}>
          <Badge tone={synced ? "wait" : "near"}>{synced ? texts.synced : texts.deviceBound}</Badge>
        </Detail>
        <Detail name={texts.created}>
          <Moment at={passkey.created_at} />
        </Detail>
        {is_last ? <Detail name={texts.only.name}>{texts.only.text}</Detail> : null}
      </Details>
      <ConfirmChange
        change={remove}
        title={texts.remove.confirm({ name: titleOf(passkey) })}
        verb={texts.remove.remove}
        tone="alert"
      >
        <p>{texts.remove.text}</p>
      </ConfirmChange>
    </Panel>
  );
}
