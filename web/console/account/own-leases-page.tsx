import { ownLeasesApi } from "@nearside/shared/api/console/leases.ts";
import { ownLeasesTexts as texts } from "../../texts/console/account-logins.tsx";
import { Page } from "../layout/page.tsx";
import { EndLease } from "../leases/end-lease.tsx";
import { LEASE_FILTERS, nameOfLease, OWN_LEASE_COLUMNS } from "../leases/lease-columns.tsx";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import { ACCOUNT_STALE, AccountTabs } from "./account-tabs.tsx";

const COLUMNS: readonly Column<Parameters<typeof nameOfLease>[0]>[] = [
  ...OWN_LEASE_COLUMNS,
  {
    id: "end",
    title: texts.action,
    cell: (lease) =>
      lease.state === "ended" ? null : <EndLease lease={lease} api={ownLeasesApi} stale={ACCOUNT_STALE} isInRow />,
  },
];

/** GET /api/console/account/leases, as a list. */
export function OwnLeasesPage() {
  return (
    <Page title={texts.title} lead={texts.lead}>
      <AccountTabs />
      <DataTable
        what={texts.what}
        list={ownLeasesApi.list}
        columns={COLUMNS}
        idOf={({ id }) => id}
        nameOf={nameOfLease}
        hrefOf={({ id }) => `/account/leases/${id}`}
        search={texts.search}
        filters={LEASE_FILTERS}
        empty={texts.empty}
      />
    </Page>
  );
}
