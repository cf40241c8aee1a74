import { type Lease, leasesApi } from "@nearside/shared/api/console/leases.ts";
import { leaseTexts as texts } from "../../texts/console/leases.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import { MachineLink } from "../mentions/machine.tsx";
import { PersonLink } from "../mentions/person.tsx";
import { useMay } from "../session/use-session.ts";
import { Detail } from "../ui/details.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Reading } from "../ui/reading.tsx";
import { EndLease } from "./end-lease.tsx";
import { LeaseShown } from "./lease-shown.tsx";

const STALE = [leasesApi.list] as const;

/** Shows a lease of anybody's, with each token and call, and an end to it for those who manage machines. */
export function LeasePage({ params }: { params: PageParams }) {
  const id = params["lease"] ?? "";
  const may = useMay();
  const reading = useRead(leasesApi.list, { query: { q: id } });
  const lease = reading.data?.rows[0];
  return (
    <Page
      title={
        lease === undefined
          ? texts.page.title
          : makeVisible(texts.page.titleOf(lease.agent.name || texts.page.someAgent))
      }
      crumbs={[{ title: texts.list.title, href: "/console/leases" }]}
      actions={
        may("log.read") ? (
          <LinkButton href={`/console/log/login/${id}`} kind="plain">
            {texts.page.login}
          </LinkButton>
        ) : undefined
      }
    >
      <Reading reading={reading} what={texts.page.what}>
        {({ rows: [found] }) =>
          found === undefined ? (
            <Notice tone="wait" title={texts.page.missing.title}>
              <p>{texts.page.missing.says}</p>
            </Notice>
          ) : (
            <LeaseShown
              lease={found}
              api={leasesApi}
              home="/console/leases"
              whose={<Whose lease={found} />}
              actions={
                may("machines.manage") && found.state !== "ended" ? (
                  <EndLease lease={found} api={leasesApi} stale={STALE} />
                ) : undefined
              }
            />
          )
        }
      </Reading>
    </Page>
  );
}

const Whose = ({ lease: { person, machine } }: { lease: Lease }) => (
  <>
    <Detail name={texts.page.person}>
      <PersonLink person={person} />
    </Detail>
    <Detail name={texts.page.machine}>
      <MachineLink machine={{ ...machine, device: "" }} />
    </Detail>
  </>
);
