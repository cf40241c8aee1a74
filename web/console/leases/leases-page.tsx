import { leasesApi } from "@nearside/shared/api/console/leases.ts";
import { leaseTexts as texts } from "../../texts/console/leases.tsx";
import { Page } from "../layout/page.tsx";
import { DataTable } from "../table/data-table.tsx";
import { LEASE_COLUMNS, LEASE_FILTERS, nameOfLease } from "./lease-columns.tsx";

/** GET /api/console/leases, as a list. */
export function LeasesPage() {
  return (
    <Page title={texts.list.title} lead={texts.list.lead}>
      <DataTable
        what={texts.list.what}
        list={leasesApi.list}
        columns={LEASE_COLUMNS}
        idOf={({ id }) => id}
        nameOf={nameOfLease}
        hrefOf={({ id }) => `/console/leases/${id}`}
        search={texts.list.search}
        filters={LEASE_FILTERS}
        empty={texts.list.empty}
      />
    </Page>
  );
}
