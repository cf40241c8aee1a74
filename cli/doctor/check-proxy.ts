import { texts } from "../texts/doctor/network.ts";
import { type Finding, notice } from "./finding.ts";

const VARIABLES = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"];

/**
 * Tells of proxies in the environment. Nearside goes to its server directly: no third party may end TLS between the
 * two.
 */
export function checkProxy(env: Readonly<Record<string, string | undefined>>): Finding[] {
  const named = VARIABLES.filter((variable) => (env[variable] ?? "") !== "");
  if (named.length === 0) return [];
  return [notice("proxy", texts.proxy.named({ variables: named }), texts.proxy.direct)];
}
