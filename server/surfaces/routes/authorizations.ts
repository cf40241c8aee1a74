import { authorizationApi } from "@nearside/shared/api/authorizations.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { idOf } from "../../platform/http/call.ts";
import type { WithAddressOf } from "../../platform/http/client-address.ts";
import { postEntry, type Route } from "../../platform/http/route.ts";
import type { WithSecrets } from "../../platform/keys/server-secrets.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { heldBy } from "../../platform/limits/held-by.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom, WithStopping } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import type { WithClientDocuments } from "../../protocol/clients/documents/client-documents.ts";
import { demandBrowserSession, openBrowserSession } from "../../protocol/login/browser-session.ts";
import { askRedirect } from "../../protocol/redirects/ask-redirect.ts";
import { followRedirect } from "../../protocol/redirects/follow-redirect.ts";

/** The page to which a program sends a browser that only knows a redirect (protocol §6). */
export const authorizationRoutes = (
  services: WithAddressOf &
    WithBudgets &
    WithChanges &
    WithClientDocuments &
    WithClock &
    WithConfig &
    WithDb &
    WithKeys &
    WithLog &
    WithRandom &
    WithSecrets &
    WithStopping,
): readonly Route[] => [
  postEntry(authorizationApi.ask, "nonces", async (c, body) => {
    const session = await openBrowserSession(services, c);
    return c.json(await askRedirect(services, body, { session, address: services.addressOf(c) }));
  }),
  postEntry(authorizationApi.state, "requests", async (c, { known }) => {
    const session = await demandBrowserSession(services, c);
    const holders = heldBy.address(services, services.addressOf(c));
    const gone = AbortSignal.any([c.req.raw.signal, services.stopping]);
    return c.json(await followRedirect(services, idOf(c), { session, known, holders, gone }));
  }),
];
