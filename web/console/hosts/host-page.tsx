import { type HostRow, hostsApi, renameHostSchema } from "@nearside/shared/api/console/hosts.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useLocation } from "wouter";
import { hostTexts as texts } from "../../texts/console/hosts.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact } from "../../ui/quoted.tsx";
import { ChangeForm } from "../change/change-form.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { DangerousAction, DangerPanel } from "../change/danger-panel.tsx";
import { useChange } from "../change/use-change.ts";
import { useRead } from "../data/use-read.ts";
import { TextField } from "../form/fields.tsx";
import { Page, type PageParams } from "../layout/page.tsx";
import { useMay } from "../session/use-session.ts";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { shownFingerprint } from "./host-columns.tsx";

/** GET /api/console/hosts/:id, with what may be done about it. */
export function HostPage({ params }: { params: PageParams }) {
  const reading = useRead(at(hostsApi.view, params["host"] ?? ""));
  const mayManage = useMay()("hosts.manage");
  return (
    <Page
      title={texts.host.title}
      name={reading.data?.host.name}
      crumbs={[{ title: texts.list.title, href: "/console/hosts" }]}
    >
      <Reading reading={reading} what={texts.host.what}>
        {({ host }) => (
          <>
            <Panel title={texts.host.key}>
              <Details>
                <Detail name={texts.host.type}>{host.type}</Detail>
                <Detail name={texts.host.fingerprint}>
                  <Exact text={shownFingerprint(host.id)} />
                </Detail>
                <Detail name={texts.host.enrolled}>
                  <Moment at={host.added_at} />
                </Detail>
              </Details>
            </Panel>
            {mayManage ? <RenameHost key={host.name} host={host} /> : null}
            {mayManage ? <RemoveHost host={host} /> : null}
          </>
        )}
      </Reading>
    </Page>
  );
}

function RenameHost({ host }: { host: HostRow }) {
  return (
    <Panel title={texts.rename.title}>
      <ChangeForm
        to={at(hostsApi.rename, host.id)}
        schema={renameHostSchema}
        send={texts.rename.send}
        title={texts.rename.touch(makeVisible(host.name))}
        back="/console/hosts"
        stale={[hostsApi.list, hostsApi.view]}
        says={(_answer, { name }) => ({ says: texts.rename.done(makeVisible(name)) })}
      >
        <TextField
          name="name"
          label={texts.rename.label}
          hint={texts.rename.hint}
          initial={host.name}
          maxLength={259}
        />
      </ChangeForm>
    </Panel>
  );
}

function RemoveHost({ host }: { host: HostRow }) {
  const [, navigate] = useLocation();
  const name = makeVisible(host.name);
  const remove = useChange({
    stale: [hostsApi.list],
    says: () => ({ says: texts.remove.done(name) }),
    onMade: () => navigate("/console/hosts"),
  });
  return (
    <DangerPanel>
      <DangerousAction title={texts.remove.title} says={texts.remove.says}>
        <Button kind="danger" onPress={() => remove.begin({ to: at(hostsApi.remove, host.id), change: {} })}>
          {texts.remove.send}
        </Button>
        <ConfirmChange change={remove} title={texts.remove.confirm.title(name)} verb={texts.remove.verb} tone="alert">
          <p>{texts.remove.confirm.says}</p>
        </ConfirmChange>
      </DangerousAction>
    </DangerPanel>
  );
}
