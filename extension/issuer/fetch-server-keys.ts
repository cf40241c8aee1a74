import { refuse } from "@nearside/shared/chain/refusal.ts";
import { ENDPOINTS } from "@nearside/shared/oauth/endpoints.ts";
import { type ServerKey, serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import { fetchJson } from "../fetch-json.ts";

/** Bytes. */
const LIMIT = 65_536;
/** Seconds. */
const ANSWER_WITHIN = 10;

/**
 * Fetches the issuer's keys from the issuer itself, at a fixed path: no document can move them elsewhere. Any origin may read
 * them, since they are needed before the person grants anything (protocol §3.3).
 *
 * @throws Refused `unreachable`
 */
export async function fetchServerKeys(issuer: string): Promise<readonly ServerKey[]> {
  try {
    const { status, body } = await fetchJson(`${issuer}${ENDPOINTS.jwks_uri}`, {
      method: "GET",
      limit: LIMIT,
      within: ANSWER_WITHIN,
    });
    if (status === 200) return serverKeysOf(body);
  } catch (cause) {
    return refuse("unreachable", "jwks", { cause });
  }
  return refuse("unreachable", "jwks");
}
