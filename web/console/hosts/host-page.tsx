import { type HostRow, hostsApi, renameHostSchema } from "@nearside/shared/api/console/hosts.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useLocation } from "wouter";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact } from "../../ui/quoted.tsx";
import { ChangeForm } from "../change/change-form.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
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
    <Page title="Host" name={reading.data?.host.name} crumbs={[{ title: "Hosts", href: "/console/hosts" }]}>
      <Reading reading={reading} what="the host">
        {({ host }) => (
          <>
            <Panel title="Its key">
              <Details>
                <Detail name="Type">{host.type}</Detail>
                <Detail name="Fingerprint">
                  <Exact text={shownFingerprint(host.id)} />
                </Detail>
                <Detail name="Enrolled">
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
    <Panel title="Its name">
      <ChangeForm
        to={at(hostsApi.rename, host.id)}
        schema={renameHostSchema}
        send="Rename"
        title={`Rename ${makeVisible(host.name)}`}
        back="/console/hosts"
        stale={[hostsApi.list, hostsApi.view]}
        says={(_answer, { name }) => ({ says: `The host is called ${makeVisible(name)} now.` })}
      >
        <TextField
          name="name"
          label="Host"
          hint="The next login and the next renewal from there are shown and judged under it."
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
    says: () => ({ says: `The key of ${name} was taken out.` }),
    onMade: () => navigate("/console/hosts"),
  });
  return (
    <Panel title="Take it out">
      <p>
        The next login and the next renewal of a token from this host are judged without it. Tokens that are out go on
        for their own minutes.
      </p>
      <Button kind="plain" onPress={() => remove.begin({ to: at(hostsApi.remove, host.id), change: {} })}>
        Take the key out
      </Button>
      <ConfirmChange change={remove} title={`Take out the key of ${name}?`} verb="Take out" tone="alert">
        <p>Where the server takes logins from enrolled hosts alone, none comes from this one any more.</p>
      </ConfirmChange>
    </Panel>
  );
}
