import { type Lease, leasesApi } from "@nearside/shared/api/console/leases.ts";
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
      title={lease === undefined ? "A lease" : makeVisible(`Lease of ${lease.agent.name || "an agent"}`)}
      crumbs={[{ title: "Leases", href: "/console/leases" }]}
      actions={
        may("log.read") ? (
          <LinkButton href={`/console/log/login/${id}`} kind="plain">
            Its login
          </LinkButton>
        ) : undefined
      }
    >
      <Reading reading={reading} what="the lease">
        {({ rows: [found] }) =>
          found === undefined ? (
            <Notice tone="wait" title="There is no such lease">
              <p>Its address may be cut off, or it was erased with its login.</p>
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
    <Detail name="In the name of">
      <PersonLink person={person} />
    </Detail>
    <Detail name="On">
      <MachineLink machine={{ ...machine, device: "" }} />
    </Detail>
  </>
);
