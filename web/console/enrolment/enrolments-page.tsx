import { enrolmentsApi, shownStateSchema } from "@nearside/shared/api/console/enrolments.ts";
import { makeVisible } from "../../ui/make-visible.ts";
import { choicesOf } from "../form/choices.ts";
import { Page } from "../layout/page.tsx";
import { DataTable } from "../table/data-table.tsx";
import type { Filter } from "../table/filters.tsx";
import { ENROLMENT_COLUMNS, enrolmentHref, STATE_COLUMN } from "./enrolment-columns.tsx";
import { EnrolmentTabs } from "./enrolment-tabs.tsx";
import { ENROLMENT_STATES } from "./enrolment-words.ts";

const FILTERS: readonly Filter[] = [
  { kind: "choice", name: "state", title: "State", choices: choicesOf(shownStateSchema.options, ENROLMENT_STATES) },
];

/** GET /api/console/enrolments. Lists every enrolment that there ever was. */
export function EnrolmentsPage() {
  return (
    <Page title="All enrolments" crumbs={[{ title: "Enrolment", href: "/console/enrolment" }]}>
      <EnrolmentTabs />
      <DataTable
        what="enrolments"
        list={enrolmentsApi.list}
        columns={[...ENROLMENT_COLUMNS.slice(0, 2), STATE_COLUMN, ...ENROLMENT_COLUMNS.slice(2)]}
        idOf={({ id }) => id}
        nameOf={({ user, machine }) => `${makeVisible(machine.hostname)} for ${user.name}`}
        hrefOf={enrolmentHref}
        search="Name of the person"
        filters={FILTERS}
        exportList={enrolmentsApi.exportList}
        empty={{ title: "Nobody has enrolled yet", says: "Make a ticket for somebody to begin with." }}
      />
    </Page>
  );
}
