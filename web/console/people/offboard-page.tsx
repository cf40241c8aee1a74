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
import { makeVisible } from "../../ui/make-visible.ts";
import { ChangeForm } from "../change/change-form.tsx";
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
  const name = reading.data === undefined ? "a person" : makeVisible(reading.data.user.name);
  const hasLeft = done !== undefined || reading.data?.user.state === "offboarded";
  const crumbs = [
    { title: "People", href: "/console/people" },
    { title: name, href: `/console/people/${id}` },
  ];
  return (
    <Page title={hasLeft ? `${name} has left` : `Offboard ${name}`} crumbs={crumbs}>
      {done === undefined ? (
        <Reading reading={reading} what="what would end">
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
      <Panel title={`With ${name} this ends`}>
        <OffboardingPreview preview={preview} />
      </Panel>
      <Panel title="End it">
        <p>
          It ends in one go, at once and for good; nothing brings it back. Should that person come again, they come as a
          new one, with another name. What they open from now on until you have confirmed ends too.
        </p>
        <ChangeForm
          to={at(offboardingApi.offboard, user.id)}
          schema={offboardSchema}
          changeOf={(values) => ({ note: values["note"] === "" ? null : values["note"], shown })}
          draft={`people.${user.id}.offboard`}
          send="Offboard"
          sendKind="solid"
          title={`Offboard ${makeVisible(user.display_name)} (${name})?`}
          confirm={{
            verb: "Offboard",
            tone: "alert",
            typed: name,
            says: <p>Everything that {name} has ends, for good. The server signs a report of it.</p>,
          }}
          stale={[peopleApi.list, machinesApi.list, logApi.list, groupsApi.list]}
          says={() => ({ says: `${name} has left.` })}
          onMade={onDone}
        >
          <TextField name="note" label="Why, for the log and the report (may be left empty)" maxLength={256} />
        </ChangeForm>
      </Panel>
    </>
  );
}

function Ended({ done: { user, as_shown } }: { done: OffboardAnswer }) {
  return (
    <Notice tone="wait" title={`${makeVisible(user.name)} has left. All of it has ended.`}>
      {as_shown === false ? <p>Something came or went since it was shown; all that there was has ended.</p> : null}
    </Notice>
  );
}
