import { enrolmentsApi } from "@nearside/shared/api/console/enrolments.ts";
import { makeVisible } from "../../ui/make-visible.ts";
import { Page } from "../layout/page.tsx";
import { useMay } from "../session/use-session.ts";
import { DataTable } from "../table/data-table.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { ENROLMENT_COLUMNS, enrolmentHref } from "./enrolment-columns.tsx";
import { EnrolmentTabs } from "./enrolment-tabs.tsx";

/** Seconds between two readings: the administrator who waits at the telephone should see the machine come. */
const EVERY_SECONDS = 10;

/** GET /api/console/waiting-enrolments. Lists the enrolments that wait for the six words (protocol §3.5). */
export function WaitingPage() {
  const may = useMay();
  return (
    <Page
      title="Enrolment"
      lead="Machines and browsers that wait to be let in. Their person reads six words out to you; you type them here."
      actions={
        may("tickets.manage") ? <LinkButton href="/console/enrolment/tickets/new">Make tickets</LinkButton> : undefined
      }
    >
      <EnrolmentTabs />
      <DataTable
        what="waiting enrolments"
        list={enrolmentsApi.waiting}
        columns={ENROLMENT_COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ user, machine }) => `${makeVisible(machine.hostname)} for ${user.name}`}
        hrefOf={enrolmentHref}
        search="Name of the person"
        everySeconds={EVERY_SECONDS}
        empty={{
          title: "Nothing waits",
          says: "Make a ticket for somebody: when they have enrolled with it, their machine waits here for you.",
        }}
      />
    </Page>
  );
}
