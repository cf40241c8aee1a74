import { at } from "@nearside/shared/api/entry.ts";
import type { ReportBody } from "@nearside/shared/api/login-requests.ts";
import * as requestApi from "@nearside/shared/api/request-api.ts";
import { fetchJson } from "../fetch-json.ts";

/** Seconds. The page waits for its answer meanwhile. */
const ANSWER_WITHIN = 3;
/** Bytes. */
const LIMIT = 4096;

/**
 * Posts a report with the nonce that it names (protocol §4.4).
 *
 * @returns true if the server took it
 */
export async function sendReport(issuer: string, requestId: string, body: ReportBody): Promise<boolean> {
  try {
    const { status } = await fetchJson(`${issuer}${at(requestApi.report, requestId).address}`, {
      method: "POST",
      body,
      limit: LIMIT,
      within: ANSWER_WITHIN,
    });
    return status >= 200 && status < 300;
  } catch {
    return false;
  }
}
