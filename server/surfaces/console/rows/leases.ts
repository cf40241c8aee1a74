import { leasesApi, ownLeasesApi } from "@nearside/shared/api/console/leases.ts";
import { requestIdSchema } from "@nearside/shared/ids.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithReads } from "../../../platform/store/reads.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { endLease } from "../../../protocol/revocation/end-lease.ts";
import { listLeaseTokens } from "../../../protocol/tokens/leases/list-lease-tokens.ts";
import { listLeases } from "../../../protocol/tokens/leases/list-leases.ts";
import type { ConsoleRoute, ConsoleRows } from "../console-rows.ts";
import { demandId } from "../demand-id.ts";

type Services = WithChanges & WithClock & WithDb;

/** These rows serve the leases of the session's person. */
export const ownLeaseRows = (services: Services, { serveSession }: ConsoleRows): readonly ConsoleRoute[] => [
  serveSession(ownLeasesApi.list, ({ who: { user } }, query) =>
    listLeases(services.db, { ...query, person: user.id }, services.clock()),
  ),
  serveSession(ownLeasesApi.tokens, ({ id, who: { user } }, query) =>
    listLeaseTokens(services.db, demandId(requestIdSchema, id), query, user.id),
  ),
  serveSession(ownLeasesApi.end, async ({ id, by }) => {
    await endLease(services, demandId(requestIdSchema, id), by, { own: true });
    return {};
  }),
];

/** These rows serve the leases of all people. */
export const leaseRows = (services: Services & WithReads, { serve }: ConsoleRows): readonly ConsoleRoute[] => [
  serve(leasesApi.list, (_call, query) => listLeases(services.reads, query, services.clock())),
  serve(leasesApi.tokens, ({ id }, query) => listLeaseTokens(services.reads, demandId(requestIdSchema, id), query)),
  serve(leasesApi.end, async ({ id, by }) => {
    await endLease(services, demandId(requestIdSchema, id), by, { own: false });
    return {};
  }),
];
