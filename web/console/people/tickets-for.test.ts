import { expect, it } from "vitest";
import { ticketsFor } from "./tickets-for.ts";

it.each([
  [["alice"], "alice"],
  [["alice", "bob@example.com", "a+b"], "alice,bob@example.com,a+b"],
])("names %j in the address", (names, read) => {
  const { pathname, searchParams } = new URL(ticketsFor(names.map((name) => ({ name }))), "https://x.example");
  expect([pathname, searchParams.get("names")]).toEqual(["/console/enrolment/tickets/new", read]);
});
