import { hostsApi } from "@nearside/shared/api/console/hosts.ts";
import { hostTexts as texts } from "../../texts/console/hosts.tsx";
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
      <LinkButton href="/console/hosts/new">{texts.list.enrol}</LinkButton>
      <LinkButton href="/console/hosts/import" kind="plain">
        {texts.list.import}
      </LinkButton>
    </>
  ) : undefined;
  return (
    <Page title={texts.list.title} lead={texts.list.lead} actions={add}>
      <DataTable
        what={texts.list.what}
        list={hostsApi.list}
        columns={HOST_COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ name }) => makeVisible(name)}
        hrefOf={({ id }) => `/console/hosts/${id}`}
        search={texts.list.search}
        exportList={hostsApi.exportList}
        empty={{
          ...texts.list.empty,
          action: add,
        }}
      />
    </Page>
  );
}
