import { leaseCalls, leaseEnd, leaseState } from "@nearside/shared/api/leases.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { idOf } from "../../platform/http/call.ts";
import type { WithAddressOf } from "../../platform/http/client-address.ts";
import { postEntry, type Route } from "../../platform/http/route.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { heldBy } from "../../platform/limits/held-by.ts";
import { spend } from "../../platform/limits/spend.ts";
import type { WithDb } from "../../platform/store/database.ts";
import { urgent } from "../../platform/store/urgent.ts";
import type { WithClock, WithStopping } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { demandDpop, demandDpopOf } from "../../protocol/tokens/demand-dpop.ts";
import type { WithDpopNonces } from "../../protocol/tokens/dpop-nonce.ts";
import { endLease } from "../../protocol/tokens/leases/end-lease.ts";
import { followLease } from "../../protocol/tokens/leases/follow-lease.ts";
import { demandOwnLease } from "../../protocol/tokens/leases/own-lease.ts";
import { takeLeaseCalls } from "../../protocol/tokens/leases/take-lease-calls.ts";
import type { WithActiveTokens } from "../../register/tokens/active-tokens.ts";
import { SingleUse } from "../../register/tokens/single-use.ts";

type LeaseServices = WithAddressOf &
  WithBudgets &
  WithChanges &
  WithClock &
  WithConfig &
  WithDb &
  WithDpopNonces &
  WithStopping &
  WithActiveTokens;

/** The keeper of a lease says what it did and that it ended it, and learns that it ended elsewhere (protocol §12.3). */
export const leaseRoutes = (services: LeaseServices): readonly Route[] => [
  postEntry(leaseEnd, "requests", async (c, { end }) => {
    await endLease({ ...services, db: urgent(services.db) }, idOf(c), end);
    return c.body(null, 204);
  }),
  postEntry(leaseState, "requests", async (c, { known }) => {
    // As with a machine's standing, the proof is not remembered: somebody who repeats it learns this one state again.
    const find = (key: string) => demandOwnLease(services, idOf(c), key);
    const { found } = await demandDpopOf(new SingleUse(services), services, c, find);
    await spend(services, "polls", found.loginId);
    const holders = heldBy.lease(services, services.addressOf(c), found.deviceJkt);
    const gone = AbortSignal.any([c.req.raw.signal, services.stopping]);
    return c.json(await followLease(services, found, known, { holders, gone }));
  }),
  postEntry(leaseCalls, "requests", async (c, { calls }) => {
    const { found } = await demandDpop(services, c, (key) => demandOwnLease(services, idOf(c), key));
    await spend(services, "lease_calls", found.loginId);
    await takeLeaseCalls(services, found, calls);
    return c.body(null, 204);
  }),
];
