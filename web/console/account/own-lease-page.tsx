import { ownLeasesApi } from "@nearside/shared/api/console/leases.ts";
import { Link } from "wouter";
import { ownLeasesTexts } from "../../texts/console/account-logins.tsx";
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

const texts = ownLeasesTexts.one;

/** Shows a lease of one's own, with each token and call, and an end to it. */
export function OwnLeasePage({ params }: { params: PageParams }) {
  const id = params["lease"] ?? "";
  const reading = useRead(ownLeasesApi.list, { query: { q: id } });
  const lease = reading.data?.rows[0];
  return (
    <Page
      title={lease === undefined ? texts.title : titleOf(lease.agent.name)}
      crumbs={[...ACCOUNT_CRUMBS, { title: texts.crumb, href: "/account/leases" }]}
      actions={lease === undefined ? undefined : <NotMeLink thing="login" id={lease.id} />}
    >
      <Reading reading={reading} what={texts.reading}>
        {({ rows: [found] }) =>
          found === undefined ? (
            <Notice tone="wait" title={texts.none.title}>
              <p>{texts.none.text}</p>
            </Notice>
          ) : (
            <LeaseShown
              lease={found}
              api={ownLeasesApi}
              home="/account/leases"
              whose={
                <Detail name={texts.machine}>
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

const titleOf = (agent: string): string =>
  agent === "" ? texts.titleOfUnnamed : makeVisible(texts.titleOf({ agent }));
