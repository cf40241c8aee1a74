import { machinesApi } from "@nearside/shared/api/console/machines.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import {
  type RecoveryPreviewAnswer,
  recoveriesApi,
  recoveryPreviewSchema,
  startRecoverySchema,
} from "@nearside/shared/api/console/recovery.ts";
import { useState } from "react";
import { useLocation } from "wouter";
import { recoveryTexts as texts } from "../../texts/console/recovery.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { ChangeForm } from "../change/change-form.tsx";
import { useAsk } from "../data/use-ask.ts";
import { TextField } from "../form/fields.tsx";
import { Form } from "../form/form.tsx";
import { Page } from "../layout/page.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";

const CRUMBS = [{ title: texts.list.title, href: "/console/recovery" }];

/** POST /api/console/recoveries. Asks first whom the recovery is for, then says what will happen. */
export function NewRecoveryPage() {
  const [request, setRequest] = useState<{ readonly name: string }>();
  const reading = useAsk(recoveriesApi.preview, request);
  return (
    <Page title={texts.start.title} crumbs={CRUMBS} lead={texts.start.lead}>
      <Panel title={texts.start.person}>
        <Form
          schema={recoveryPreviewSchema}
          onSend={setRequest}
          send={texts.start.look}
          sendKind="plain"
          problems={reading.error?.fields ?? []}
        >
          <TextField name="name" label={texts.start.name.label} hint={texts.start.name.hint} maxLength={128} />
        </Form>
      </Panel>
      {request === undefined ? null : (
        <Reading reading={reading} what={texts.start.what}>
          {(preview) => <Start key={preview.user.id} preview={preview} />}
        </Reading>
      )}
    </Page>
  );
}

function Start({ preview: { user, machines, cooling_hours } }: { preview: RecoveryPreviewAnswer }) {
  const [, navigate] = useLocation();
  const who = texts.who(makeVisible(user.display_name), makeVisible(user.name));
  return (
    <Panel title={texts.start.panel(who)}>
      <p>{machines.length === 0 ? texts.start.noMachines : texts.start.machines}</p>
      {machines.length === 0 ? null : (
        <ul className="bullets">
          {machines.map(({ id, hostname }) => (
            <li key={id}>
              <Named text={hostname} />
            </li>
          ))}
        </ul>
      )}
      <p>{texts.start.steps(cooling_hours)}</p>
      <ChangeForm
        to={recoveriesApi.start}
        schema={startRecoverySchema}
        changeOf={(values) => ({ ...values, user: user.id, machines: machines.map(({ id }) => id) })}
        draft={`recovery.new.${user.id}`}
        send={texts.start.send}
        title={texts.start.confirm.title(who)}
        confirm={{
          verb: texts.start.send,
          tone: "alert",
          says: <p>{machines.length === 0 ? texts.start.confirm.says : texts.start.confirm.saysWithMachines}</p>,
        }}
        back="/console/recovery"
        stale={[recoveriesApi.list, machinesApi.list, peopleApi.list]}
        says={() => ({ says: texts.start.done(who) })}
        onMade={({ id }) => navigate(`/console/recovery/${id}`)}
      >
        <TextField name="lost" label={texts.start.lost.label} hint={texts.start.lost.hint} maxLength={256} />
        <TextField name="reason" label={texts.start.reason.label} hint={texts.start.reason.hint} maxLength={256} />
      </ChangeForm>
    </Panel>
  );
}
