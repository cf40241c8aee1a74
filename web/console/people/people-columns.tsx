import { type PersonRow, personStateSchema } from "@nearside/shared/api/console/people.ts";
import { ROLE_NAMES, ROLES } from "@nearside/shared/roles.ts";
import { peopleTexts as texts } from "../../texts/console/people.tsx";
import { Named } from "../../ui/quoted.tsx";
import { choicesOf } from "../form/choices.ts";
import { PERSON_STATES } from "../mentions/person.tsx";
import type { Column } from "../table/column.ts";
import type { Filter } from "../table/filters.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";

/** The columns of a list of people, of all people or of a group. */
export const PEOPLE_COLUMNS: readonly Column<PersonRow>[] = [
  { id: "name", title: texts.columns.name, sort: "name", cell: ({ name }) => <Named text={name} /> },
  {
    id: "display_name",
    title: texts.columns.fullName,
    sort: "display_name",
    cell: (person) => <Named text={person.display_name} />,
  },
  {
    id: "email",
    title: texts.columns.email,
    sort: "email",
    cell: ({ email }) =>
      email === null ? (
        texts.noEmail
      ) : (
        <span className="cell-address">
          <Named text={email} />
        </span>
      ),
    onlyWide: true,
  },
  { id: "role", title: texts.columns.role, sort: "role", cell: ({ role }) => ROLE_NAMES[role] },
  {
    id: "state",
    title: texts.columns.state,
    sort: "state",
    cell: ({ state }) => <StateBadge words={PERSON_STATES[state]} />,
  },
  { id: "machines", title: texts.columns.machines, cell: ({ machines }) => machines, isNumber: true },
  {
    id: "last_login_at",
    title: texts.columns.lastLogin,
    sort: "last_login_at",
    cell: (person) => <Moment at={person.last_login_at} />,
  },
  {
    id: "created_at",
    title: texts.columns.created,
    sort: "created_at",
    cell: (person) => <Moment at={person.created_at} />,
    onlyWide: true,
  },
];

export const PEOPLE_FILTERS: readonly Filter[] = [
  { kind: "choice", name: "role", title: texts.columns.role, choices: choicesOf(ROLES, ROLE_NAMES) },
  {
    kind: "choice",
    name: "state",
    title: texts.columns.state,
    choices: choicesOf(personStateSchema.options, PERSON_STATES),
  },
  {
    kind: "choice",
    name: "enrolled",
    title: texts.filters.enrolled.title,
    choices: [
      { value: "ever", title: texts.filters.enrolled.ever },
      { value: "never", title: texts.filters.enrolled.never },
    ],
  },
  {
    kind: "choice",
    name: "quiet",
    title: texts.filters.quiet.title,
    choices: [
      { value: "30", title: texts.filters.quiet.days(30) },
      { value: "90", title: texts.filters.quiet.days(90) },
      { value: "180", title: texts.filters.quiet.days(180) },
      { value: "never", title: texts.filters.quiet.never },
    ],
  },
];
