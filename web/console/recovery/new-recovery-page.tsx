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
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { ChangeForm } from "../change/change-form.tsx";
import { useAsk } from "../data/use-ask.ts";
import { TextField } from "../form/fields.tsx";
import { Form } from "../form/form.tsx";
import { Page } from "../layout/page.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";

const CRUMBS = [{ title: "Recovery", href: "/console/recovery" }];

/** POST /api/console/recoveries. Asks first whom the recovery is for, then says what will happen. */
export function NewRecoveryPage() {
  const [request, setRequest] = useState<{ readonly name: string }>();
  const reading = useAsk(recoveriesApi.preview, request);
  return (
    <Page
      title="Begin a recovery"
      crumbs={CRUMBS}
      lead="Only for somebody whom you know to be the person, by more than a call or a message: whoever comes in this way has everything of theirs."
    >
      <Panel title="Who lost the only machine">
        <Form
          schema={recoveryPreviewSchema}
          onSend={setRequest}
          send="Look"
          sendKind="plain"
          problems={reading.error?.fields ?? []}
        >
          <TextField name="name" label="Name" hint="Such as alice: what they type when they enrol." maxLength={128} />
        </Form>
      </Panel>
      {request === undefined ? null : (
        <Reading reading={reading} what="the person">
          {(preview) => <Begin key={preview.user.id} preview={preview} />}
        </Reading>
      )}
    </Page>
  );
}

function Begin({ preview: { user, machines, cooling_hours } }: { preview: RecoveryPreviewAnswer }) {
  const [, navigate] = useLocation();
  const who = `${makeVisible(user.display_name)} (${makeVisible(user.name)})`;
  return (
    <Panel title={`A recovery of ${who}`}>
      <p>
        {machines.length === 0
          ? "No machine of theirs is in force."
          : "These machines are quarantined at once; nothing of them counts any more:"}
      </p>
      {machines.length === 0 ? null : (
        <ul className="bullets">
          {machines.map(({ id, hostname }) => (
            <li key={id}>
              <Named text={hostname} />
            </li>
          ))}
        </ul>
      )}
      <p>
        Then another administrator agrees, and {cooling_hours} hours pass in which the person is told and can stop it.
        Only then there is a ticket, and the new machine still waits for its six words.
      </p>
      <ChangeForm
        to={recoveriesApi.start}
        schema={startRecoverySchema}
        changeOf={(values) => ({ ...values, user: user.id, machines: machines.map(({ id }) => id) })}
        draft={`recovery.new.${user.id}`}
        send="Begin"
        title={`Begin a recovery of ${who}?`}
        confirm={{
          verb: "Begin",
          tone: "alert",
          says: (
            <p>
              {machines.length === 0
                ? "Tickets that were made for them are taken back, and the person is told."
                : "Their machines are quarantined at once, open logins end, tickets that were made for them are taken back, and the person is told."}
            </p>
          ),
        }}
        back="/console/recovery"
        stale={[recoveriesApi.list, machinesApi.list, peopleApi.list]}
        says={() => ({ says: `A recovery of ${who} is begun. A second administrator has to agree.` })}
        onMade={({ id }) => navigate(`/console/recovery/${id}`)}
      >
        <TextField name="lost" label="What was lost, and how" maxLength={256} />
        <TextField
          name="reason"
          label="How you know that this is that person"
          hint="The second administrator goes by it, and whoever looks later."
          maxLength={256}
        />
      </ChangeForm>
    </Panel>
  );
}
