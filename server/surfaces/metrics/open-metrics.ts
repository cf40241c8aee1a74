import type { Config, WithConfig } from "../../platform/config/config.ts";
import type { MetricsSettings } from "../../platform/config/metrics-settings.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { Store } from "../../platform/store/store.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import type { Stoppable } from "../../platform/waiting/in-rounds.ts";
import type { WithProcesses } from "../../platform/waiting/processes.ts";
import { addFigures } from "./figures.ts";
import { listenForPrometheus } from "./listen-for-prometheus.ts";
import type { Measures } from "./measures.ts";

/** Figures count for this time: nothing limits how often Prometheus, or a program beside it, asks. Milliseconds. */
const FRESH_MS = 1000;

/** Makes what was measured readable. @throws CannotStart */
export function openMetrics(
  { registry }: Measures,
  services: WithChanges & WithClock & WithConfig & WithDb & WithLog & WithProcesses,
  connections: Store["connections"],
  settings: MetricsSettings,
  tls: Config["tls"],
): Promise<Stoppable> {
  const look = addFigures(registry, services, connections);
  let text: Promise<string> | undefined;
  let at = 0;
  const read = async () => {
    const now = services.clock();
    if (text === undefined || Math.abs(now - at) >= FRESH_MS) {
      at = now;
      text = look().then(() => registry.metrics());
    }
    return { contentType: registry.contentType, text: await text };
  };
  return listenForPrometheus(settings, tls, services.log, read);
}
