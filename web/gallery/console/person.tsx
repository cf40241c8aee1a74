import { type GroupRow, groupsApi } from "@nearside/shared/api/console/groups.ts";
import { type PersonRow, peopleApi } from "@nearside/shared/api/console/people.ts";
import type { ImportLine } from "@nearside/shared/api/console/people-import.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type { Role } from "@nearside/shared/roles.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { Page } from "../../console/layout/page.tsx";
import { ImportPreview } from "../../console/people/import-preview.tsx";
import { type SampleAnswers, SampleConsole } from "./sample-console.tsx";

// These samples show one person, and people from a file.

const ID = "us_BBBBBBBBBBBBBBBBBBBBBA";
const DAY = 86_400_000;
const GROUPS: readonly GroupRow[] = [
  {
    id: "gr_AAAAAAAAAAAAAAAAAAAAAA",
    name: "Night shift",
    description: "Who is called at night",
    created_at: 0,
    members: 12,
  },
  {
    id: "gr_BBBBBBBBBBBBBBBBBBBBBA",
    name: "A group with a name as long as names of groups may be, so 64",
    description: "",
    created_at: 0,
    members: 0,
  },
];

const personAt = (now: number, more: Partial<PersonRow> = {}): PersonRow => ({
  id: ID,
  name: "alice",
  display_name: "Alice Liddell",
  email: "alice@acme.example",
  role: "user",
  state: "active",
  created_at: now - 40 * DAY,
  machines: 2,
  enrolled_at: now - 39 * DAY,
  last_login_at: now - 3_600_000,
  groups: GROUPS.map(({ id, name }) => ({ id, name })),
  ...more,
});

export function personSamples(clock: Clock): Record<string, ReactNode> {
  const now = clock.now();
  const home = `/console/people/${ID}`;
  const sample = (path: string, answers: SampleAnswers, as: Role = "owner") => (
    <SampleConsole
      clock={clock}
      path={path}
      as={as}
      answers={{ [groupsApi.list.path]: { rows: GROUPS, next: null, total: 2 }, ...answers }}
    />
  );
  const person = (more: Partial<PersonRow> = {}, removable = false) => ({
    [at(peopleApi.view, ID).address]: { person: personAt(now, more), removable },
  });
  const strange = {
    name: "a".repeat(128),
    display_name: "W\u202E\u2800olfe ".repeat(12),
    email: `${"x".repeat(60)}@acme.example`,
  };
  const logins = ["pending", "approved", "redeemed", "denied", "expired", "refused"].map((state, nth) => ({
    id: `rq_${String(nth).padStart(22, "A")}`,
    client_id: "nearside",
    state,
    hostname: nth === 2 ? "a\u202Ehost" : "alice-laptop",
    device: "A".repeat(43),
    created_at: now - nth * DAY,
    decided_at: nth === 0 ? null : now - nth * DAY,
  }));
  return {
    overview: sample(home, person()),
    suspended: sample(home, person({ state: "suspended" })),
    never_enrolled: sample(home, person({ machines: 0, enrolled_at: null, last_login_at: null, email: null }, true)),
    strange: sample(home, person(strange)),
    an_owner_to_an_administrator: sample(home, person({ role: "owner" }), "administrator"),
    edit: sample(`${home}/edit`, person()),
    groups: sample(`${home}/groups`, person()),
    logins: sample(`${home}/logins`, {
      ...person(),
      [at(peopleApi.logins, ID).address]: { rows: logins, next: "x", total: 7000 },
    }),
    new: sample("/console/people/new", {}),
    import: sample("/console/people/import", {}),
    import_refused: previewed(clock, LINES),
    import_with_groups: previewed(
      clock,
      LINES.filter(({ action }) => action !== "refused"),
      ["Day shift", "Developers", "W\u202Eolfe ".repeat(8)],
    ),
  };
}

const line = (nth: number, more: Partial<ImportLine>): ImportLine => ({
  line: nth,
  action: "create",
  name: `person-${nth}`,
  display_name: `Person ${nth}`,
  email: `person-${nth}@acme.example`,
  role: "user",
  groups: ["Night shift"],
  changes: [],
  problems: [],
  ...more,
});
const LINES: readonly ImportLine[] = [
  line(2, {}),
  line(3, {
    action: "refused",
    problems: [
      { field: "name", column: "Name", value: "person-3", problem: "looks like person-2, who is already here" },
      {
        field: "display_name",
        column: "Full name",
        value: "=SUM(A1:A9)",
        problem: "starts like a formula; put an apostrophe in front if you mean it",
      },
      { field: "email", column: "E-mail", value: "", problem: "must be one address, such as alice@example.com" },
    ],
  }),
  line(4, {
    action: "refused",
    name: "=\u202Ecmd|' /C calc'!A0".repeat(6),
    problems: [{ field: "name", column: "Name", value: "=\u202Ecmd|' /C calc'!A0".repeat(6), problem: "must be text" }],
  }),
  line(5, {
    action: "change",
    changes: [
      { field: "display_name", from: "Bob", to: "Robert" },
      { field: "email", from: null, to: "bob@acme.example" },
    ],
  }),
  line(6, { action: "same", groups: [] }),
  ...Array.from({ length: 200 }, (_, nth) => line(nth + 7, {})),
];

function previewed(clock: Clock, lines: readonly ImportLine[], groups: string[] = []): ReactNode {
  const of = (action: ImportLine["action"]) => lines.filter((one) => one.action === action).length;
  const counts = { create: of("create"), change: of("change"), same: of("same"), refused: of("refused") };
  const shown = () => (
    <Page title="Import people">
      <ImportPreview
        preview={{ digest: "A".repeat(43), counts, lines: [...lines], groups }}
        onAgain={() => undefined}
      />
    </Page>
  );
  return <SampleConsole clock={clock} path="/console/people/import" shown={shown} />;
}
