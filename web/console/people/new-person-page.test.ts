import { createPersonSchema } from "@nearside/shared/api/console/people.ts";
import * as v from "valibot";
import { expect, it } from "vitest";
import { newPersonOf } from "./new-person-page.tsx";

const typed = { name: "alice", display_name: "Alice", email: "" };

it.each([
  [typed, { role: "user", groups: [], ticket_seconds: null }],
  [
    { ...typed, role: "auditor", ticket_seconds: "" },
    { role: "auditor", ticket_seconds: null },
  ],
  [{ ...typed, ticket_seconds: "900" }, { ticket_seconds: 900 }],
])("sends %j as the server reads it", (values, sent) => {
  expect(v.parse(createPersonSchema, newPersonOf(values))).toMatchObject({ name: "alice", email: null, ...sent });
});
