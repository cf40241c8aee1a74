import type { ReadEntry } from "@nearside/shared/api/console/entry.ts";
import type { Lease, leasesApi, ownLeasesApi } from "@nearside/shared/api/console/leases.ts";
import { type Addressed, at } from "@nearside/shared/api/entry.ts";
import { leaseTexts as texts } from "../../texts/console/leases.tsx";
import { Button } from "../../ui/button.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { nameOfLease } from "./lease-columns.tsx";

/** The entries by which a page shows leases: those of its person, or of all people. */
export type LeasesApi = typeof leasesApi | typeof ownLeasesApi;

interface EndLeaseProps {
  readonly lease: Lease;
  readonly api: LeasesApi;
  readonly stale: readonly (ReadEntry & Addressed)[];
  readonly isInRow?: boolean;
}

/** Ends a lease, with all its tokens. */
export function EndLease({ lease, api, stale, isInRow = false }: EndLeaseProps) {
  const name = nameOfLease(lease);
  const end = useChange({ stale, says: () => ({ says: texts.end.done(name) }) });
  return (
    <>
      <Button kind="danger" small onPress={() => end.begin({ to: at(api.end, lease.id), change: {} })}>
        {isInRow ? texts.end.sendInRow(name) : texts.end.send}
      </Button>
      <ConfirmChange change={end} title={texts.end.title(name)} verb={texts.end.verb} tone="alert">
        <p>{texts.end.says}</p>
      </ConfirmChange>
    </>
  );
}
