import { ownAccountApi } from "@nearside/shared/api/console/own-account.ts";
import {
  type OwnPasskey,
  ownPasskeysApi,
  renamePasskeyChangeSchema,
} from "@nearside/shared/api/console/own-passkeys.ts";
import { useState } from "react";
import { makePasskey } from "../../bridge/make-passkey.ts";
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
import { AddPasskey } from "./add-passkey.tsx";

/** GET /api/console/account/passkeys. Lists the person's own passkeys, and adds a further one (protocol §3.10). */
export function OwnPasskeysPage() {
  const reading = useRead(ownPasskeysApi.list);
  return (
    <Page
      title="My passkeys"
      crumbs={[{ title: "My account", href: "/account" }]}
      lead="Each approves logins that start on its own machine, and no others. A second one, such as a security key, is your way on when the first is lost."
    >
      <Reading reading={reading} what="your passkeys">
        {({ passkeys }) => <OwnPasskeys passkeys={passkeys} />}
      </Reading>
      <AddPasskey makePasskey={makePasskey} />
    </Page>
  );
}

/** Calls a passkey by the label that its person gave it, else by its machine. Plain text. */
const titleOf = ({ label, machine, is_here }: OwnPasskey): string =>
  makeVisible(label ?? `Passkey of ${machine.label ?? machine.hostname}${is_here ? ", this machine" : ""}`);

export function OwnPasskeys({ passkeys }: { passkeys: readonly OwnPasskey[] }) {
  return passkeys.map((passkey) => <OnePasskey key={passkey.id} passkey={passkey} />);
}

function OnePasskey({ passkey }: { passkey: OwnPasskey }) {
  const [isRenaming, setRenaming] = useState(false);
  const remove = useChange({
    stale: [ownAccountApi.view],
    says: () => ({ says: `${titleOf(passkey)} was removed.` }),
  });
  const { machine, is_last, is_here, synced } = passkey;
  return (
    <Panel
      title={titleOf(passkey)}
      actions={
        <>
          <Button kind="plain" small onPress={() => setRenaming(!isRenaming)}>
            Rename
          </Button>
          {is_last ? null : (
            <Button
              kind="plain"
              small
              onPress={() => remove.begin({ to: ownPasskeysApi.remove, change: { passkey: passkey.id } })}
            >
              Remove
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
          send="Rename"
          title={`Rename ${titleOf(passkey)}?`}
          stale={[ownPasskeysApi.list]}
          says={() => ({ says: "The passkey has its new name." })}
          onMade={() => setRenaming(false)}
        >
          <TextField name="label" label="Name" initial={passkey.label ?? ""} maxLength={64} />
        </ChangeForm>
      ) : null}
      <Details>
        <Detail name="Machine">
          <Named text={machine.label ?? machine.hostname} />
          {is_here ? " (this one)" : ""}
        </Detail>
        <Detail name="Authenticator">
          <AuthenticatorName authenticator={passkey.authenticator} />
        </Detail>
        <Detail name="It">
          <Badge tone={synced ? "wait" : "near"}>
            {synced ? "may be copied to other devices" : "stays on its device"}
          </Badge>
        </Detail>
        <Detail name="Since">
          <Moment at={passkey.created_at} />
        </Detail>
        {is_last ? (
          <Detail name="The only one">
            It can't be removed while it is: nothing could be approved on that machine any more. Add another one there
            first, or end the machine.
          </Detail>
        ) : null}
      </Details>
      <ConfirmChange change={remove} title={`Remove ${titleOf(passkey)}?`} verb="Remove" tone="alert">
        <p>
          It approves nothing any more, for good, and the logins that it approved end now. What is stored on the
          authenticator itself stays there, and is of no use.
        </p>
      </ConfirmChange>
    </Panel>
  );
}
