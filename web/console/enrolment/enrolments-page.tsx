import { enrolmentsApi, shownStateSchema } from "@nearside/shared/api/console/enrolments.ts";
import { enrolmentTexts as texts } from "../../texts/console/enrolment.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { choicesOf } from "../form/choices.ts";
import { Page } from "../layout/page.tsx";
import { DataTable } from "../table/data-table.tsx";
import type { Filter } from "../table/filters.tsx";
import { ENROLMENT_COLUMNS, enrolmentHref, STATE_COLUMN } from "./enrolment-columns.tsx";
import { EnrolmentTabs } from "./enrolment-tabs.tsx";
import { ENROLMENT_STATES } from "./enrolment-words.ts";

const FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "state",
    title: texts.columns.state,
    choices: choicesOf(shownStateSchema.options, ENROLMENT_STATES),
  },
];

/** GET /api/console/enrolments. Lists every enrolment that there ever was. */
export function EnrolmentsPage() {
  return (
    <Page title={texts.all.title} crumbs={[{ title: texts.page.title, href: "/console/enrolment" }]}>
      <EnrolmentTabs />
      <DataTable
        what={texts.all.what}
        list={enrolmentsApi.list}
        columns={[...ENROLMENT_COLUMNS.slice(0, 2), STATE_COLUMN, ...ENROLMENT_COLUMNS.slice(2)]}
        idOf={({ id }) => id}
        nameOf={({ user, machine }) => texts.name(makeVisible(machine.hostname), user.name)}
        hrefOf={enrolmentHref}
        search={texts.search}
        filters={FILTERS}
        exportList={enrolmentsApi.exportList}
        empty={texts.all.empty}
      />
    </Page>
  );
}
