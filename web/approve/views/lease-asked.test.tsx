import { type Lease, readLease } from "@nearside/shared/oauth/lease.ts";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { approvalSamples } from "../../gallery/samples.ts";
import type { ApprovalState } from "../state.ts";
import { LeaseAsked } from "./lease-asked.tsx";

const clock = { now: () => 0, everySecond: () => () => undefined, after: () => () => undefined };

function shown(state: ApprovalState | undefined): string {
  if (state?.at !== "asking") throw new Error("the person is not asked");
  const asking = {
    ...{ problem: undefined, denying: false, clock, onSayWhy: undefined },
    onApprove: () => undefined,
    onDeny: () => undefined,
  };
  return renderToStaticMarkup(<LeaseAsked question={state.question} asking={asking} ago="just now" />);
}

const samples: Record<string, ApprovalState> = approvalSamples(0);

it("shows every member of the lease, and shows no claim of the agent as checked by this server", () => {
  const page = shown(samples["asking_lease_much"]);
  const lease = detailOf(samples["asking_lease_much"]);
  for (const { resource, tools = [] } of lease.access)
    for (const text of [resource, ...tools]) expect(page).toContain(text);
  expect(page).toContain("1 day from your approval");
  expect(page).toContain("after 30 minutes without a call");
  const [, said = ""] = page.split("About the agent");
  for (const text of [lease.agent.program, lease.why ?? ""]) {
    expect(said).toContain(text);
    expect(page.indexOf(text)).toBeGreaterThan(page.indexOf("About the agent"));
  }
  expect(page).not.toContain("\u202e");
});

it("shows what is new beside what the lease allows already", () => {
  const page = shown(samples["asking_lease_more"]);
  expect(page.match(/More than before|>New</g)).toEqual(["More than before", ">New<", ">New<", ">New<"]);
  expect(page).toContain("https://docs.acme.example");
  expect(shown(samples["asking_lease_same"])).toContain("As before");
  expect(shown(samples["asking_lease"])).not.toMatch(/As before|>New<|Already has/);
});

it("marks each limit that grows with what was left of it", () => {
  const page = shown(samples["asking_lease_wider"]);
  expect(page.match(/Before: [^<]+/g)).toEqual([
    "Before: only",
    "Before: 2 calls left",
    "Before: 4 minutes left",
    "Before: after 10 minutes without a call",
  ]);
  expect(page.match(/More than before/g)).toHaveLength(4);
  for (const name of ["asking_lease", "asking_lease_more", "asking_lease_same"])
    expect(shown(samples[name])).not.toContain("Before:");
});

function detailOf(state: ApprovalState | undefined): Lease {
  if (state?.at !== "asking") throw new Error("the person is not asked");
  return readLease(state.question.facts) ?? expect.fail("it is no lease");
}
