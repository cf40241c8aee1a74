import { type Lease, type LeaseToken, leasesApi, ownLeasesApi } from "@nearside/shared/api/console/leases.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type { Role } from "@nearside/shared/roles.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { LONG, ODD } from "./account-things.ts";
import { SampleConsole } from "./sample-console.tsx";

const HOUR = 3_600_000;
const idOf = (nth: number): string => `rq_${String(nth).padStart(22, "A")}`;

function leasesOf(now: number): readonly Lease[] {
  const lease = (nth: number, more: Partial<Lease>): Lease => ({
    id: idOf(nth),
    agent: { name: "Claude Code", program: "/usr/local/bin/claude" },
    why: "Find out why the import of last night has left orders behind.",
    after: null,
    client: { id: "nearside-cli", name: "Nearside CLI" },
    machine: { id: `bs_${"A".repeat(22)}`, hostname: "ada-laptop" },
    person: { id: `us_${"A".repeat(22)}`, name: "ada" },
    access: [{ resource: "https://orders.acme.example/v1", scope: "orders:read", tools: null }],
    calls: { used: 12, left: 38 },
    began: now - HOUR,
    ends: now + HOUR,
    last_used: now - 40_000,
    idle: null,
    state: "active",
    ended_by: null,
    ...more,
  });
  return [
    lease(0, {}),
    lease(1, {
      agent: { name: `${ODD} ${LONG}`, program: `/home/ada/${"deep/".repeat(30)}agent` },
      why: `${ODD} ${LONG.repeat(6)}`,
      after: idOf(0),
      access: Array.from({ length: 6 }, (_, api) => ({
        resource: `https://api-${api}.acme.example/v1/team/production/eu-west-1`,
        scope: api === 0 ? "" : "read write",
        tools: api % 2 === 0 ? ["list_orders", `${LONG} tool`] : null,
      })),
      calls: { used: 4711, left: null },
      idle: 1800,
      machine: { id: `bs_${"A".repeat(22)}`, hostname: LONG },
      state: "quarantined",
    }),
    lease(2, { calls: { used: 1, left: 0 }, state: "spent" }),
    lease(3, { state: "ended", ended_by: "screen_locked" }),
    lease(4, { state: "ended", ended_by: "ended_by_administrator" }),
    lease(5, { agent: { name: "", program: "" }, why: null, access: [], state: "ended", ended_by: "user_offboarded" }),
  ];
}

const tokensOf = (now: number): readonly LeaseToken[] =>
  [0, 1, 2].map((nth) => ({
    jti: String(nth).padStart(22, "A"),
    at: now - nth * 60_000,
    resource: "https://orders.acme.example/v1",
    scope: nth === 2 ? "" : "orders:read",
    tool: nth === 1 ? `list_orders ${LONG}` : null,
    calls: Array.from({ length: nth }, (_, call) => ({
      method: "GET",
      url: `https://orders.acme.example/v1/orders/${call === 1 ? LONG : "4711"}`,
      status: call === 1 ? 0 : 200,
      told_at: now,
    })),
  }));

const pageOf = <Row,>(rows: readonly Row[]) => ({ rows, next: null, total: rows.length });

export function leaseSamples(clock: Clock): Record<string, ReactNode> {
  const now = clock.now();
  const leases = leasesOf(now);
  const own = (path: string, rows: readonly Lease[], tokens: readonly LeaseToken[] = []) => (
    <SampleConsole
      clock={clock}
      path={`/account/leases${path}`}
      as="user"
      answers={{
        [ownLeasesApi.list.path]: pageOf(rows),
        [at(ownLeasesApi.tokens, rows[0]?.id ?? "").address]: pageOf(tokens),
      }}
    />
  );
  const all = (path: string, rows: readonly Lease[], as: Role = "administrator", tokens = tokensOf(now)) => (
    <SampleConsole
      clock={clock}
      path={`/console/leases${path}`}
      as={as}
      answers={{
        [leasesApi.list.path]: pageOf(rows),
        [at(leasesApi.tokens, rows[0]?.id ?? "").address]: pageOf(tokens),
      }}
    />
  );
  const one = (nth: number) => leases.slice(nth, nth + 1);
  return {
    own: own("", leases),
    none_own: own("", []),
    own_lease: own(`/${idOf(0)}`, one(0), tokensOf(now)),
    own_lease_much: own(`/${idOf(1)}`, one(1), tokensOf(now)),
    own_lease_ended: own(`/${idOf(3)}`, one(3)),
    no_such_own: own(`/${idOf(9)}`, []),
    all: all("", leases),
    none: all("", []),
    one: all(`/${idOf(0)}`, one(0)),
    one_looked_at: all(`/${idOf(1)}`, one(1), "auditor"),
    one_erased: all(`/${idOf(5)}`, one(5), "auditor", []),
    no_such: all(`/${idOf(9)}`, []),
  };
}
