import { fetchOutside } from "../../../platform/outside/fetch-outside.ts";
import { OutsideRefused } from "../../../platform/outside/outside-refused.ts";
import { BlobRefused } from "./blob-refused.ts";

/** The limit in bytes. The FIDO Alliance's blob has some six million. */
export const MAX_BLOB = 24 * 1024 * 1024;
const FETCH_MS = 60_000;
const MOST_REDIRECTS = 3;

interface FetchLimits {
  /** True if the operator's configuration allows addresses of private networks and of this computer. */
  readonly privateAddresses: boolean;
  /** Ends it early: the server is asked to stop. */
  readonly stopping?: AbortSignal;
  /** Milliseconds. */
  readonly patience?: number;
}

/**
 * Fetches a metadata blob, from outside only unless the operator allows more.
 *
 * @throws BlobRefused
 */
export async function fetchBlob(address: string, limits: FetchLimits): Promise<string> {
  try {
    const { body } = await fetchOutside(address, {
      privateAddresses: limits.privateAddresses,
      bytes: MAX_BLOB,
      patience: limits.patience ?? FETCH_MS,
      redirects: MOST_REDIRECTS,
      accept: "application/jwt, */*;q=0.5",
      stopping: limits.stopping,
    });
    return body.toString("latin1").trim(); // a JWS is ASCII; what is not fails its form
  } catch (cause) {
    if (!(cause instanceof OutsideRefused)) throw cause;
    throw new BlobRefused(cause.code, { cause });
  }
}
