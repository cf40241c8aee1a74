import type { OwnMachine } from "@nearside/shared/api/console/own-machines.ts";
import { ownMachinesApi } from "@nearside/shared/api/console/own-machines.ts";
import { renameMachineChangeSchema } from "@nearside/shared/api/console/own-passkeys.ts";
import { ChangeForm } from "../change/change-form.tsx";
import { TextField } from "../form/fields.tsx";
import { Panel } from "../ui/panel.tsx";
import { ACCOUNT_STALE } from "./account-tabs.tsx";

/** Changes the label of a machine, which its person sees beside the name that it gives itself. */
export function RenameMachine({ machine: { device, label } }: { machine: OwnMachine }) {
  return (
    <Panel title="What you call it">
      <ChangeForm
        to={ownMachinesApi.rename}
        schema={renameMachineChangeSchema}
        changeOf={(values) => ({ device, label: values["label"] })}
        draft={`machine.${device}`}
        send="Rename"
        title="Rename the machine"
        stale={ACCOUNT_STALE}
        says={() => ({ says: "The machine has its new name." })}
      >
        <TextField name="label" label="Name" initial={label ?? ""} maxLength={64} hint="Beside what it calls itself." />
      </ChangeForm>
    </Panel>
  );
}
