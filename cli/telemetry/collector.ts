import { issuerSchema } from "@nearside/shared/claims.ts";
import * as v from "valibot";

/** A bare origin: https anywhere, plain http on this computer alone. */
const isPrivate = (url: URL): boolean => url.protocol === "https:" || v.is(issuerSchema, url.origin);

/**
 * Reads which collector the environment names, by the variable that other tools read too.
 *
 * @returns its address; undefined if no collector is named, or if spans would cross a network in clear (threat I23)
 */
export function collectorIn(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = env["OTEL_EXPORTER_OTLP_ENDPOINT"];
  if (named === undefined || !/^https?:\/\//.test(named) || !URL.canParse(named)) return undefined;
  return isPrivate(new URL(named)) ? named : undefined;
}
