import type { OwnMachine } from "@nearside/shared/api/console/own-machines.ts";
import { ownMachinesApi } from "@nearside/shared/api/console/own-machines.ts";
import { renameMachineChangeSchema } from "@nearside/shared/api/console/own-passkeys.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { TextField } from "../form/fields.tsx";
import { Form } from "../form/form.tsx";
import { Panel } from "../ui/panel.tsx";
import { ACCOUNT_STALE } from "./account-tabs.tsx";

/** Changes the label of a machine, which its person sees beside the name that it gives itself. */
export function RenameMachine({ machine: { device, label } }: { machine: OwnMachine }) {
  const form = `machine.${device}`;
  const rename = useChange({
    stale: ACCOUNT_STALE,
    form,
    says: () => ({ says: "The machine has its new name." }),
  });
  return (
    <Panel title="What you call it">
      <Form
        schema={renameMachineChangeSchema}
        changeOf={(values) => ({ device, label: values["label"] })}
        problems={rename.fields}
        send="Rename"
        draft={form}
        onSend={(change) => rename.begin({ to: ownMachinesApi.rename, change }, true)}
      >
        <TextField name="label" label="Name" initial={label ?? ""} maxLength={64} hint="Beside what it calls itself." />
      </Form>
      <ConfirmChange change={rename} title="Rename the machine" verb="Rename" />
    </Panel>
  );
}
