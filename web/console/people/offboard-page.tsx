import { groupsApi } from "@nearside/shared/api/console/groups.ts";
import { logApi } from "@nearside/shared/api/console/log.ts";
import { machinesApi } from "@nearside/shared/api/console/machines.ts";
import {
  type OffboardAnswer,
  type OffboardingPreviewAnswer,
  offboardingApi,
  offboardSchema,
} from "@nearside/shared/api/console/offboarding.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useState } from "react";
import { leavingTexts as texts } from "../../texts/console/leaving.tsx";
import { peopleTexts } from "../../texts/console/people.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ChangeForm } from "../change/change-form.tsx";
import { DangerousAction, DangerPanel } from "../change/danger-panel.tsx";
import { useAsk } from "../data/use-ask.ts";
import { TextField } from "../form/fields.tsx";
import { Page, type PageParams } from "../layout/page.tsx";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { OffboardingPreview } from "./offboarding-preview.tsx";
import { OffboardingReport } from "./offboarding-report.tsx";

const NOTHING = {};

/**
 * Offboards a person for good: it shows what will end, asks for the name and a touch, and then has the signed report.
 */
export function OffboardPage({ params }: { params: PageParams }) {
  const id = params["person"] ?? "";
  const reading = useAsk(at(offboardingApi.preview, id), NOTHING);
  const [done, setDone] = useState<OffboardAnswer>();
  const name = reading.data === undefined ? texts.page.somebody : makeVisible(reading.data.user.name);
  const hasLeft = done !== undefined || reading.data?.user.state === "offboarded";
  const crumbs = [
    { title: peopleTexts.list.title, href: "/console/people" },
    { title: name, href: `/console/people/${id}` },
  ];
  return (
    <Page title={hasLeft ? texts.page.titleDone(name) : texts.page.title(name)} crumbs={crumbs}>
      {done === undefined ? (
        <Reading reading={reading} what={texts.page.what}>
          {(preview) =>
            preview.user.state === "offboarded" ? (
              <OffboardingReport person={id} />
            ) : (
              <Asking preview={preview} onDone={setDone} />
            )
          }
        </Reading>
      ) : (
        <>
          <Ended done={done} />
          <OffboardingReport person={id} />
        </>
      )}
    </Page>
  );
}

function Asking({ preview, onDone }: { preview: OffboardingPreviewAnswer; onDone: (done: OffboardAnswer) => void }) {
  const { user, shown } = preview;
  const name = makeVisible(user.name);
  return (
    <>
      <Panel title={texts.page.ends}>
        <OffboardingPreview preview={preview} />
      </Panel>
      <DangerPanel>
        <DangerousAction title={texts.offboard.title} says={texts.page.says}>
          <ChangeForm
            to={at(offboardingApi.offboard, user.id)}
            schema={offboardSchema}
            changeOf={(values) => ({ note: values["note"] === "" ? null : values["note"], shown })}
            draft={`people.${user.id}.offboard`}
            send={texts.offboard.send}
            sendKind="danger"
            title={texts.page.confirm.title(peopleTexts.who(makeVisible(user.display_name), name))}
            confirm={{
              verb: texts.offboard.send,
              tone: "alert",
              typed: name,
              says: <p>{texts.page.confirm.says(name)}</p>,
            }}
            stale={[peopleApi.list, machinesApi.list, logApi.list, groupsApi.list]}
            says={() => ({ says: texts.page.done(name) })}
            onMade={onDone}
          >
            <TextField name="note" label={texts.page.note.label} optional hint={texts.page.note.hint} maxLength={256} />
          </ChangeForm>
        </DangerousAction>
      </DangerPanel>
    </>
  );
}

function Ended({ done: { user, as_shown } }: { done: OffboardAnswer }) {
  return (
    <Notice tone="wait" title={texts.page.ended(makeVisible(user.name))}>
      {as_shown === false ? <p>{texts.page.changed}</p> : null}
    </Notice>
  );
}
