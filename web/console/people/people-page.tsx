import {
  type PersonRow,
  peopleQuerySchema,
  personRowSchema,
  personStateSchema,
} from "@nearside/shared/api/console/people.ts";
import { ROLE_NAMES, ROLES } from "@nearside/shared/api/console/roles.ts";
import { Named } from "../../ui/quoted.tsx";
import { Page } from "../layout/page.tsx";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import type { Filter } from "../table/filters.tsx";
import { Badge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment-text.tsx";
import { PERSON_STATES } from "./person-states.ts";

const COLUMNS: readonly Column<PersonRow>[] = [
  { id: "name", title: "Name", sort: "name", cell: ({ name }) => <Named text={name} /> },
  {
    id: "display_name",
    title: "Full name",
    sort: "display_name",
    cell: (person) => <Named text={person.display_name} />,
  },
  {
    id: "email",
    title: "E-mail",
    cell: ({ email }) => (email === null ? "none" : <Named text={email} />),
    onlyWide: true,
  },
  { id: "role", title: "Role", cell: ({ role }) => ROLE_NAMES[role] },
  {
    id: "state",
    title: "State",
    cell: ({ state }) => <Badge tone={PERSON_STATES[state].tone}>{PERSON_STATES[state].title}</Badge>,
  },
  { id: "machines", title: "Machines", cell: ({ machines }) => machines, isNumber: true },
  {
    id: "created_at",
    title: "Since",
    sort: "created_at",
    cell: (person) => <Moment at={person.created_at} />,
    onlyWide: true,
  },
];

const FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "role",
    title: "Role",
    choices: ROLES.map((value) => ({ value, title: ROLE_NAMES[value] })),
  },
  {
    kind: "choice",
    name: "state",
    title: "State",
    choices: personStateSchema.options.map((value) => ({ value, title: PERSON_STATES[value].title })),
  },
];

/** GET /api/console/people, as a list. */
export function PeoplePage() {
  return (
    <Page title="People" lead="Who may have logins approved, and who may do what here.">
      <DataTable
        what="people"
        path="/api/console/people"
        query={peopleQuerySchema}
        row={personRowSchema}
        columns={COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ name }) => name}
        hrefOf={({ id }) => `/console/people/${id}`}
        search="Name or e-mail"
        filters={FILTERS}
        exports
        empty={{ title: "Nobody is here yet", says: "People are created one by one, or imported from a CSV file." }}
      />
    </Page>
  );
}
