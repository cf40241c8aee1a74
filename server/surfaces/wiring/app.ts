import type { Hono, MiddlewareHandler } from "hono";
import type { Call, HttpEnv } from "../../platform/http/call.ts";
import { onlyOurHost } from "../../platform/http/only-our-host.ts";
import { get, mount, type Route } from "../../platform/http/route.ts";
import { securityHeaders } from "../../platform/http/security-headers.ts";
import type { EntryRoute } from "../console/console-rows.ts";
import { createEdge } from "../edge/edge.ts";
import { limitByAddress, limitRow, recordLimits } from "../edge/limit-requests.ts";
import { errorPages, type Pages, pageRoutes } from "../edge/pages.ts";
import { authorizationRoutes } from "../routes/authorizations.ts";
import { deviceRoutes } from "../routes/devices.ts";
import { enrolmentRoutes } from "../routes/enrolment.ts";
import { extensionRoutes } from "../routes/extension.ts";
import { healthRoutes, PROBES } from "../routes/health.ts";
import { leaseRoutes } from "../routes/leases.ts";
import { loginRoutes } from "../routes/login.ts";
import { oauthRoutes } from "../routes/oauth.ts";
import { partRoutes } from "../routes/parts.ts";
import { documentRoutes, METADATA_CACHED, pictureRoutes } from "../routes/public-documents.ts";
import { consoleRoutesOf, signInRoutesOf } from "./console-routes.ts";
import type { Services } from "./services.ts";

/**
 * The server as one function from request to answer: checks that every request passes, then the row of its address.
 *
 * @param watchers see each request before all of them
 */
export function createApp(
  services: Services,
  pages: Pages,
  watchers: readonly MiddlewareHandler<HttpEnv>[] = [],
): Hono<HttpEnv> {
  const app = createEdge(services.log, errorPages(pages, services.config.issuer));
  for (const watch of watchers) app.use(watch);
  app.use(securityHeaders(services.config.issuer));
  app.use(recordLimits(services));
  app.use(limitByAddress(services, PROBES));
  app.use(onlyOurHost(services.config.issuer, PROBES));
  const rows = [
    ...routesOf(services),
    ...consoleOf(services),
    ...extensionRoutes(services),
    ...pictureRoutes(services),
    ...pageRoutes(pages),
  ];
  mount(app, rows, limitRow(services));
  return app;
}

/**
 * The rows of the protocol, of what is public, and of health. Each says its path, which limit it falls under, what the edge checks
 * of the body, and who answers. Rows of the console are in console-routes.ts.
 */
export function routesOf(services: Services): readonly Route[] {
  const rows: readonly Route[] = [
    ...healthRoutes(services),
    ...documentRoutes(services),
    ...oauthRoutes(services),
    ...enrolmentRoutes(services),
    ...deviceRoutes(services),
    ...loginRoutes(services),
    ...leaseRoutes(services),
    ...authorizationRoutes(services),
    ...partRoutes(services),
    get("/openapi.json", "requests", (c) => answer(c)),
  ];
  const answer = describing(services, rows);
  return rows;
}

const consoleOf = (services: Services): readonly EntryRoute[] => [
  ...signInRoutesOf(services),
  ...consoleRoutesOf(services),
];

/** GET /openapi.json describes those rows, its own among them, and those of the console. Any origin may read it. */
function describing(services: Services, rows: readonly Route[]): (c: Call) => Promise<Response> {
  let text: string | undefined; // made once, and only when a client asks
  return async (c) => {
    const { documentOf } = await import("../openapi/document.ts"); // it is large, and few ask for it
    text ??= JSON.stringify(documentOf(services.config.issuer, rows, consoleOf(services)));
    c.header("Access-Control-Allow-Origin", "*");
    c.header("Cache-Control", METADATA_CACHED);
    c.header("Content-Type", "application/json");
    return c.body(text);
  };
}
