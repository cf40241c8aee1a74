import * as v from "valibot";
import { configTexts } from "../../texts/config.ts";
import { isLoopback } from "./network.ts";
import { text } from "./values.ts";

// Every message completes the sentence "<setting> <message>." for the person who starts the server.

const LISTEN = configTexts.metrics.listen;

/** A host and a port, as one writes them into the configuration of Prometheus. */
const place = v.pipe(
  text(LISTEN),
  v.rawTransform<string, { readonly host: string; readonly port: number }>(({ dataset, addIssue, NEVER }) => {
    const [, bracketed, plain, digits] =
      /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]/]+)):([0-9]{1,5})$/.exec(dataset.value) ?? [];
    const host = bracketed ?? plain;
    const port = Number(digits);
    if (host !== undefined && port >= 1 && port <= 65_535) return { host, port };
    addIssue({ message: LISTEN });
    return NEVER;
  }),
);

/** The setting as it is written down. If it is left out, nothing is measured and nothing listens. */
export const metricsSetting = v.optional(
  v.strictObject({
    listen: place,
    tokenFile: v.optional(text(configTexts.metrics.token, 4096)),
  }),
);
type MetricsSetting = NonNullable<v.InferOutput<typeof metricsSetting>>;

/** The listener for Prometheus, which is apart from the one that people's machines reach. */
export interface MetricsSettings {
  readonly host: string;
  readonly port: number;
  /** Absolute path; undefined where every program of this machine may read the figures. */
  readonly tokenFile: string | undefined;
}

export const metricsOf = (
  { listen, tokenFile }: MetricsSetting,
  absolute: (path: string, setting: readonly string[]) => string,
): MetricsSettings => ({ ...listen, tokenFile: tokenFile && absolute(tokenFile, ["metrics", "tokenFile"]) });

/** Checks the settings against each other and the server's own listener. @returns the problem of each wrong setting */
export function problemsOfMetrics(
  metrics: MetricsSetting | undefined,
  listen: { readonly host: string; readonly port: number },
): readonly (readonly [setting: string, problem: string])[] {
  if (metrics === undefined) return [];
  const { host, port } = metrics.listen;
  const problems: [string, string][] = [];
  if (port === listen.port && host === listen.host) problems.push(["metrics.listen", configTexts.metrics.samePort]);
  if (!isLoopback(host) && metrics.tokenFile === undefined)
    problems.push(["metrics.tokenFile", configTexts.metrics.needsToken]);
  return problems;
}
