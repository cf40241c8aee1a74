import { leasesApi } from "@nearside/shared/api/console/leases.ts";
import { Page } from "../layout/page.tsx";
import { DataTable } from "../table/data-table.tsx";
import { LEASE_COLUMNS, LEASE_FILTERS, nameOfLease } from "./lease-columns.tsx";

/** GET /api/console/leases, as a list. */
export function LeasesPage() {
  return (
    <Page title="Leases" lead="What agents may do in people's names, by one approval each, and what came of it.">
      <DataTable
        what="leases"
        list={leasesApi.list}
        columns={LEASE_COLUMNS}
        idOf={({ id }) => id}
        nameOf={nameOfLease}
        hrefOf={({ id }) => `/console/leases/${id}`}
        search="Lease's id"
        filters={LEASE_FILTERS}
        empty={{
          title: "No agent has a lease",
          says: "A person gives one in a terminal, with nearside lease run, and approves it in the browser.",
        }}
      />
    </Page>
  );
}
