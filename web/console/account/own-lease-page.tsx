import { ownLeasesApi } from "@nearside/shared/api/console/leases.ts";
import { Link } from "wouter";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import { EndLease } from "../leases/end-lease.tsx";
import { LeaseShown } from "../leases/lease-shown.tsx";
import { Detail } from "../ui/details.tsx";
import { Notice } from "../ui/notice.tsx";
import { Reading } from "../ui/reading.tsx";
import { ACCOUNT_CRUMBS, ACCOUNT_STALE } from "./account-tabs.tsx";
import { NotMeLink } from "./not-me-link.tsx";

/** Shows a lease of one's own, with each token and call, and an end to it. */
export function OwnLeasePage({ params }: { params: PageParams }) {
  const id = params["lease"] ?? "";
  const reading = useRead(ownLeasesApi.list, { query: { q: id } });
  const lease = reading.data?.rows[0];
  return (
    <Page
      title={lease === undefined ? "A lease" : makeVisible(`Lease of ${lease.agent.name || "an agent"}`)}
      crumbs={[...ACCOUNT_CRUMBS, { title: "Leases", href: "/account/leases" }]}
      actions={lease === undefined ? undefined : <NotMeLink what="login" id={lease.id} />}
    >
      <Reading reading={reading} what="the lease">
        {({ rows: [found] }) =>
          found === undefined ? (
            <Notice tone="wait" title="You have no such lease">
              <p>Its address may be cut off, or it is somebody else's.</p>
            </Notice>
          ) : (
            <LeaseShown
              lease={found}
              api={ownLeasesApi}
              home="/account/leases"
              whose={
                <Detail name="On">
                  <Link href={`/account/machines/${found.machine.id}`}>
                    <Named text={found.machine.hostname} />
                  </Link>
                </Detail>
              }
              actions={
                found.state === "ended" ? undefined : (
                  <EndLease lease={found} api={ownLeasesApi} stale={ACCOUNT_STALE} />
                )
              }
            />
          )
        }
      </Reading>
    </Page>
  );
}
