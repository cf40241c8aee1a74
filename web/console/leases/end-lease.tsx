import type { ReadEntry } from "@nearside/shared/api/console/entry.ts";
import type { Lease, leasesApi, ownLeasesApi } from "@nearside/shared/api/console/leases.ts";
import { type Addressed, at } from "@nearside/shared/api/entry.ts";
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
}

/** Ends a lease, with all that came out of it. */
export function EndLease({ lease, api, stale }: EndLeaseProps) {
  const name = nameOfLease(lease);
  const end = useChange({ stale, says: () => ({ says: `The lease of ${name} is ended.` }) });
  return (
    <>
      <Button kind="plain" small onPress={() => end.begin({ to: at(api.end, lease.id), change: {} })}>
        End it
      </Button>
      <ConfirmChange change={end} title={`End the lease of ${name}?`} verb="End it" tone="alert">
        <p>
          It gives no further token from now on, and the keeper of its machine drops it within a second. A token that is
          out already is good for five minutes at most, at APIs that do not ask this server. The program itself goes on:
          what it needs after that, it has to ask for again.
        </p>
      </ConfirmChange>
    </>
  );
}
