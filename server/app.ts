import type { Hono } from "hono";
import type { Ground } from "./ground.ts";
import { createEdge } from "./http/edge.ts";
import { onlyOurHost } from "./http/only-our-host.ts";
import { type Pages, pageRoutes } from "./http/pages.ts";
import { get, type HttpEnv, mount, type Route } from "./http/route.ts";
import { securityHeaders } from "./http/security-headers.ts";
import type { Log } from "./log.ts";
import { healthz } from "./routes/healthz.ts";
import { readyz } from "./routes/readyz.ts";

/** What serving needs beside what the protocol stands on. */
export interface Serving {
  readonly log: Log;
  readonly pages: Pages;
  /** Aborted when the server is asked to end. */
  readonly stopping: AbortSignal;
}

/** Every address of the server but its pages: what the edge checks of the body, the path, and who answers. */
export const routesOf = (ground: Ground, stopping: AbortSignal): readonly Route[] => [
  get("/healthz", healthz()),
  get("/readyz", readyz(ground, stopping)),
];
/** Asked by probes, which know an address and no name. */
const PROBES = ["/healthz", "/readyz"];

/** The server as one function from request to answer. */
export function createApp(ground: Ground, { log, pages, stopping }: Serving): Hono<HttpEnv> {
  const app = createEdge(log);
  app.use(securityHeaders(ground.config.issuer));
  app.use(onlyOurHost(ground.config.issuer, PROBES));
  mount(app, [...routesOf(ground, stopping), ...pageRoutes(pages)]);
  return app;
}
