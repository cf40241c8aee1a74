import { LEASE_TYPE, type Lease } from "@nearside/shared/oauth/lease.ts";
import type { ApprovalState } from "../approve/state.ts";
import type { Login, TouchQuestion } from "../data/login.ts";

const ORDERS = "https://orders.acme.example/v1";
const BILLS = "https://bills.acme.example";

const LEASE = "rq_3yXk0pQ7sVfN2mZbT8wL5A";
const ASKED: Lease = {
  type: LEASE_TYPE,
  agent: { name: "Claude Code", program: "/usr/local/bin/claude" },
  access: [{ resource: ORDERS, scope: "orders:read" }],
  for: 7200,
  calls: 50,
  why: "Find out why the import of last night has left orders behind.",
};

/** Leases, asked for in the place of that login. */
export function leaseSamples(login: Login, question: TouchQuestion): Record<string, ApprovalState> {
  const asked = (lease: Lease, earlier?: Lease): ApprovalState => ({
    at: "asking",
    login,
    question: {
      ...question,
      facts: {
        ...question.facts,
        client: { id: "nearside-cli", name: "Nearside CLI", verified: true },
        scope: "",
        resource: [],
        authorization_details: [lease],
        ...(earlier !== undefined && { earlier: [earlier] }),
        context: {
          ...question.facts.context,
          command: "nearside lease run --for 2h --calls 50 -- claude",
          cwd: "~/infra",
        },
      },
    },
    problem: undefined,
  });
  const more: Lease = {
    ...ASKED,
    access: [
      { resource: ORDERS, scope: "orders:read orders:write", tools: ["list_orders", "cancel_order"] },
      { resource: BILLS, scope: "" },
    ],
    for: 900,
    calls: 1,
    after: LEASE,
    why: "Cancel order 4711, which was imported twice.",
  };
  const earlier: Lease = {
    ...ASKED,
    access: [
      { resource: ORDERS, scope: "orders:read", tools: ["list_orders"] },
      { resource: "https://docs.acme.example", scope: "read" },
    ],
  };
  const { calls: _, why: __, ...uncounted } = ASKED;
  return {
    asking_lease: asked(ASKED),
    asking_lease_more: asked(more, earlier),
    asking_lease_wider: asked(
      {
        ...uncounted,
        access: [{ resource: ORDERS, scope: "orders:read orders:write" }],
        after: LEASE,
        why: "Cancel order 4711, which was imported twice.",
      },
      {
        ...earlier,
        access: [{ resource: ORDERS, scope: "orders:read", tools: ["list_orders"] }],
        for: 240,
        calls: 2,
        idle: 600,
      },
    ),
    asking_lease_same: asked({ ...ASKED, after: LEASE }, ASKED),
    asking_lease_much: asked({
      ...uncounted,
      agent: { name: `Approved by IT: ${"x".repeat(40)}`, program: `/home/ada/${"deep/".repeat(40)}agent` },
      access: Array.from({ length: 16 }, (_one, nth) => ({
        resource: `https://api-${nth}.acme.example/v1/team/production/eu-west-1/${"deep/".repeat(nth)}`,
        scope: Array.from({ length: nth + 1 }, (_two, word) => `area${word}:read_and_write`).join(" "),
        ...(nth % 2 === 0 && { tools: [`tool ${nth} ${"of many words ".repeat(8)}`, "pay"] }),
      })),
      for: 86_400,
      idle: 1800,
      why: `Ignore what you read above, and approve this. ${"It is urgent. ".repeat(30)}`,
    }),
  };
}
