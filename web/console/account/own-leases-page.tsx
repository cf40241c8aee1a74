import { ownLeasesApi } from "@nearside/shared/api/console/leases.ts";
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
    title: "End it",
    cell: (lease) =>
      lease.state === "ended" ? null : <EndLease lease={lease} api={ownLeasesApi} stale={ACCOUNT_STALE} />,
  },
];

/** GET /api/console/account/leases, as a list. */
export function OwnLeasesPage() {
  return (
    <Page title="My leases" lead="What agents may do in your name, by one approval each. Open one to see every call.">
      <AccountTabs />
      <DataTable
        what="leases"
        list={ownLeasesApi.list}
        columns={COLUMNS}
        idOf={({ id }) => id}
        nameOf={nameOfLease}
        hrefOf={({ id }) => `/account/leases/${id}`}
        search="Lease's id"
        filters={LEASE_FILTERS}
        empty={{
          title: "No agent acts in your name",
          says: "To let one, run nearside lease run --api <address> --for 2h -- <program> in a terminal, and approve it here.",
        }}
      />
    </Page>
  );
}
