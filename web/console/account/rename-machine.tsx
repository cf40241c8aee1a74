import type { OwnMachine } from "@nearside/shared/api/console/own-machines.ts";
import { ownMachinesApi } from "@nearside/shared/api/console/own-machines.ts";
import { renameMachineChangeSchema } from "@nearside/shared/api/console/own-passkeys.ts";
import { ownMachinesTexts } from "../../texts/console/account.tsx";
import { ChangeForm } from "../change/change-form.tsx";
import { TextField } from "../form/fields.tsx";
import { Panel } from "../ui/panel.tsx";
import { ACCOUNT_STALE } from "./account-tabs.tsx";

const texts = ownMachinesTexts.rename;

/** Changes the label of a machine, which its person sees beside the name that it gives itself. */
export function RenameMachine({ machine: { device, label } }: { machine: OwnMachine }) {
  return (
    <Panel title={texts.title}>
      <ChangeForm
        to={ownMachinesApi.rename}
        schema={renameMachineChangeSchema}
        changeOf={(values) => ({ device, label: values["label"] })}
        draft={`machine.${device}`}
        send={texts.send}
        title={texts.confirm}
        stale={ACCOUNT_STALE}
        says={() => ({ says: texts.done })}
      >
        <TextField name="label" label={texts.label} initial={label ?? ""} maxLength={64} hint={texts.hint} />
      </ChangeForm>
    </Panel>
  );
}
