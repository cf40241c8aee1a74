import type { MiddlewareHandler } from "hono";
import type { EventListener } from "../../platform/audit/event-listeners.ts";
import type { Config } from "../../platform/config/config.ts";
import type { HttpEnv } from "../../platform/http/call.ts";
import type { Store } from "../../platform/store/store.ts";
import { watchedStore } from "../../platform/store/watched-store.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { Stoppable } from "../../platform/waiting/in-rounds.ts";
import type { Measures } from "../metrics/measures.ts";
import type { Tracing } from "../tracing/tracing.ts";
import type { Services } from "./services.ts";

/** These show an operator from outside how the server does. The libraries for it are loaded only where the settings ask for it. */
export interface Watchers {
  readonly measures: Measures | undefined;
  readonly tracing: Tracing | undefined;
}

export async function makeWatchers(
  { metrics, telemetry }: Pick<Config, "metrics" | "telemetry">,
  versions: { readonly nearside: string; readonly node: string },
  { clock }: WithClock,
): Promise<Watchers> {
  const measures = metrics && new (await import("../metrics/measures.ts")).Measures(versions);
  const { otlp } = telemetry;
  const tracing =
    otlp === undefined ? undefined : new (await import("../tracing/tracing.ts")).Tracing(otlp, clock, versions);
  return { measures, tracing };
}

export const listenersOf = ({ measures, tracing }: Watchers): readonly EventListener[] =>
  [measures?.listener, tracing?.listener].filter((one) => one !== undefined);

export const handlersOf = ({ measures, tracing }: Watchers): readonly MiddlewareHandler<HttpEnv>[] =>
  [tracing?.ofRequests, measures?.ofRequests].filter((one) => one !== undefined);

/** The same store, whose transactions are measured where somebody reads the figures. */
export const watchedBy = ({ measures }: Watchers, store: Store): Store =>
  measures === undefined ? store : watchedStore(store, measures.ofTransactions);

/** Lets Prometheus read the figures. @throws CannotStart */
export async function openFigures(
  { measures }: Watchers,
  services: Services,
  { connections }: Store,
): Promise<readonly Stoppable[]> {
  const { metrics, tls } = services.config;
  if (measures === undefined || metrics === undefined) return [];
  const { openMetrics } = await import("../metrics/open-metrics.ts");
  return [await openMetrics(measures, services, connections, metrics, tls)];
}
