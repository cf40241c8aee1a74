import { type GroupRow, groupsApi } from "@nearside/shared/api/console/groups.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type { Role } from "@nearside/shared/roles.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { type SampleAnswers, SampleConsole } from "./sample-console.tsx";

const ID = "gr_AAAAAAAAAAAAAAAAAAAAAA";

export function groupSamples(clock: Clock): Record<string, ReactNode> {
  const now = clock.now();
  const group = (nth: number, more: Partial<GroupRow> = {}): GroupRow => ({
    id: `gr_${String(nth).padStart(22, "A")}`,
    name: `Group ${nth}`,
    description: nth % 2 === 0 ? "" : "What it is for",
    created_at: now - nth * 86_400_000,
    members: nth * 7,
    ...more,
  });
  const rows = [
    group(1, { id: ID, name: "Night shift", description: "Who is called at night" }),
    group(2, {
      name: "a\u202Ebc \u2800 and as long as a group's name may be, 64 of them",
      description: "x".repeat(256),
    }),
    ...Array.from({ length: 10 }, (_, nth) => group(nth + 3)),
  ];
  const sample = (path: string, answers: SampleAnswers, as: Role = "administrator") => (
    <SampleConsole clock={clock} path={path} as={as} answers={answers} />
  );
  const one = { [at(groupsApi.view, ID).address]: { group: rows[0] } };
  const member = {
    id: "us_AAAAAAAAAAAAAAAAAAAAAA",
    name: "alice",
    display_name: "Alice Liddell",
    email: null,
    role: "user",
    state: "active",
    created_at: now,
    enrolled_at: null,
    last_login_at: null,
    machines: 0,
    groups: [],
  };
  return {
    list: sample("/console/groups", { [groupsApi.list.path]: { rows, next: "x", total: 400 } }),
    empty: sample("/console/groups", { [groupsApi.list.path]: { rows: [], next: null, total: 0 } }),
    new: sample("/console/groups/new", {}),
    members: sample(`/console/groups/${ID}`, {
      ...one,
      [at(groupsApi.members, ID).address]: { rows: [member], next: null, total: 1 },
    }),
    edit: sample(`/console/groups/${ID}/edit`, one),
  };
}
