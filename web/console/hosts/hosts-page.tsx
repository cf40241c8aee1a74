import { hostsApi } from "@nearside/shared/api/console/hosts.ts";
import { makeVisible } from "../../ui/make-visible.ts";
import { Page } from "../layout/page.tsx";
import { useMay } from "../session/use-session.ts";
import { DataTable } from "../table/data-table.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { HOST_COLUMNS } from "./host-columns.tsx";

/** GET /api/console/hosts, as a list. */
export function HostsPage() {
  const mayManage = useMay()("hosts.manage");
  const add = mayManage ? (
    <>
      <LinkButton href="/console/hosts/new">Enrol a host</LinkButton>
      <LinkButton href="/console/hosts/import" kind="plain">
        Import known_hosts
      </LinkButton>
    </>
  ) : undefined;
  return (
    <Page
      title="Hosts"
      lead="Hosts that people reach by SSH, by the keys that prove them. A login from one is shown under the name here."
      actions={add}
    >
      <DataTable
        what="hosts"
        list={hostsApi.list}
        columns={HOST_COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ name }) => makeVisible(name)}
        hrefOf={({ id }) => `/console/hosts/${id}`}
        search="Host"
        exportList={hostsApi.exportList}
        empty={{
          title: "No host is enrolled yet",
          says: "Enrol the keys of the hosts from which people log in, one by one or from a known_hosts file. Then set NEARSIDE_REMOTE_HOSTS=enrolled for the server: until it is set, no login from another host is taken.",
          action: add,
        }}
      />
    </Page>
  );
}
