import { type PersonRow, personStateSchema } from "@nearside/shared/api/console/people.ts";
import { ROLE_NAMES, ROLES } from "@nearside/shared/roles.ts";
import { Named } from "../../ui/quoted.tsx";
import { choicesOf } from "../form/choices.ts";
import { PERSON_STATES } from "../mentions/person.tsx";
import type { Column } from "../table/column.ts";
import type { Filter } from "../table/filters.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";

/** The columns of a list of people, of all people or of a group. */
export const PEOPLE_COLUMNS: readonly Column<PersonRow>[] = [
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
    sort: "email",
    cell: ({ email }) => (email === null ? "none" : <Named text={email} />),
    onlyWide: true,
  },
  { id: "role", title: "Role", sort: "role", cell: ({ role }) => ROLE_NAMES[role] },
  {
    id: "state",
    title: "State",
    sort: "state",
    cell: ({ state }) => <StateBadge words={PERSON_STATES[state]} />,
  },
  { id: "machines", title: "Machines", cell: ({ machines }) => machines, isNumber: true },
  {
    id: "last_login_at",
    title: "Last login",
    sort: "last_login_at",
    cell: (person) => <Moment at={person.last_login_at} />,
  },
  {
    id: "enrolled_at",
    title: "Enrolled",
    sort: "enrolled_at",
    cell: (person) => <Moment at={person.enrolled_at} />,
    onlyWide: true,
  },
  {
    id: "created_at",
    title: "Since",
    sort: "created_at",
    cell: (person) => <Moment at={person.created_at} />,
    onlyWide: true,
  },
];

export const PEOPLE_FILTERS: readonly Filter[] = [
  { kind: "choice", name: "role", title: "Role", choices: choicesOf(ROLES, ROLE_NAMES) },
  { kind: "choice", name: "state", title: "State", choices: choicesOf(personStateSchema.options, PERSON_STATES) },
  {
    kind: "choice",
    name: "enrolled",
    title: "Machines",
    choices: [
      { value: "ever", title: "Enrolled one" },
      { value: "never", title: "Never enrolled" },
    ],
  },
  {
    kind: "choice",
    name: "quiet",
    title: "Last login",
    choices: [
      { value: "30", title: "Not for 30 days" },
      { value: "90", title: "Not for 90 days" },
      { value: "180", title: "Not for 180 days" },
      { value: "never", title: "Never" },
    ],
  },
];
