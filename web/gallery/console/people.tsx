import { groupsApi } from "@nearside/shared/api/console/groups.ts";
import type { PersonRow } from "@nearside/shared/api/console/people.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { ConsoleProblem } from "../../console/problem.ts";
import { NEVER, SampleConsole } from "./sample-console.tsx";

function rowsOf(now: number): readonly PersonRow[] {
  const person = (nth: number, more: Partial<PersonRow>): PersonRow => ({
    id: `us_${String(nth).padStart(22, "A")}`,
    name: `person-${nth}`,
    display_name: `Person ${nth}`,
    email: `person-${nth}@acme.example`,
    role: "user",
    state: "active",
    created_at: now - nth * 86_400_000 * 3,
    machines: nth % 3,
    enrolled_at: null,
    last_login_at: nth % 4 === 0 ? null : now - nth * 3_600_000,
    groups: [],
    ...more,
  });
  return [
    person(1, { name: "ada", display_name: "Ada Lovelace", role: "owner", email: "ada@acme.example" }),
    person(2, { name: "alice", display_name: "Alice Liddell", state: "suspended" }),
    person(3, {
      name: "a\u202Ebob",
      display_name: "Bob\u0301\u0301\u0301\u0301\u0301 \u2800 \u202Egnihtemos",
      email: null,
    }),
    person(4, {
      name: "wolfeschlegelsteinhausenbergerdorff-the-elder-of-the-house-of-long-names",
      display_name: "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff Senior, formerly of Philadelphia and Hamburg",
      email: `${"wolfeschlegelsteinhausenbergerdorff".repeat(3)}@department.of.long.names.acme.example`,
      role: "administrator",
    }),
    person(5, { display_name: "日本 太郎", state: "offboarded", machines: 0 }),
    ...Array.from({ length: 20 }, (_, nth) => person(nth + 6, {})),
  ];
}

export function peopleSamples(clock: Clock): Record<string, ReactNode> {
  const rows = rowsOf(clock.now());
  const list = { rows, next: "more", total: null };
  const group = { id: "gr_AAAAAAAAAAAAAAAAAAAAAA", name: "Night shift", description: "", created_at: 0, members: 1 };
  const groups = { rows: [group], next: null, total: 1 };
  const sample = (answer: unknown, path = "/console/people", role: "owner" | "auditor" = "owner") => (
    <SampleConsole
      clock={clock}
      path={path}
      as={role}
      answers={{ [peopleApi.list.path]: answer, [groupsApi.list.path]: groups }}
    />
  );
  return {
    list: sample(list),
    sorted: sample(list, "/console/people?q=person&sort=display_name&order=desc&role=user&after=x"),
    last: sample({ rows: rows.slice(0, 2), next: null, total: 2 }, "/console/people", "auditor"),
    empty: sample({ rows: [], next: null, total: 0 }),
    no_match: sample({ rows: [], next: null, total: 0 }, "/console/people?q=nobody&state=suspended"),
    loading: sample(NEVER),
    failed: sample(new ConsoleProblem("server_failed")),
    too_long: sample(
      new ConsoleProblem("read_too_long", {
        sentence:
          "The server stopped this search because it took too long. Nothing was changed. Ask for less, such as a shorter period or more letters of a name.",
      }),
      "/console/people?q=person",
    ),
  };
}
