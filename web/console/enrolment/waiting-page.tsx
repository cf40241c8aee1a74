import { enrolmentsApi } from "@nearside/shared/api/console/enrolments.ts";
import { enrolmentTexts as texts } from "../../texts/console/enrolment.tsx";
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
      title={texts.waiting.title}
      lead={texts.waiting.lead}
      actions={
        may("tickets.manage") ? (
          <LinkButton href="/console/enrolment/tickets/new">{texts.makeTickets}</LinkButton>
        ) : undefined
      }
    >
      <EnrolmentTabs />
      <DataTable
        what={texts.waiting.what}
        list={enrolmentsApi.waiting}
        columns={ENROLMENT_COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ user, machine }) => texts.name(makeVisible(machine.hostname), user.name)}
        hrefOf={enrolmentHref}
        search={texts.search}
        everySeconds={EVERY_SECONDS}
        empty={texts.waiting.empty}
      />
    </Page>
  );
}
