import { lookup } from "node:dns/promises";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { isIP } from "node:net";
import { BlobRefused } from "./blob-refused.ts";
import { isPublicAddress } from "./public-address.ts";

/** The limit in bytes. The FIDO Alliance's blob has some six million. */
export const MAX_BLOB = 24 * 1024 * 1024;
/** Milliseconds for the whole fetch: name, connection, redirects and body. */
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
 * Fetches a metadata blob, over TLS only. A person who may name the address may not make the server call its own network. So the
 * address behind a name is judged, and the connection goes to that very address: a name that changes in between is no way in. The
 * same holds for each redirect.
 *
 * @throws BlobRefused
 */
export async function fetchBlob(address: string, limits: FetchLimits): Promise<string> {
  const patience = AbortSignal.timeout(limits.patience ?? FETCH_MS);
  const signal = limits.stopping === undefined ? patience : AbortSignal.any([patience, limits.stopping]);
  try {
    return await follow(address, limits, signal);
  } catch (cause) {
    if (cause instanceof BlobRefused) throw cause;
    throw new BlobRefused(patience.aborted ? "too_slow" : "unreachable", { cause });
  }
}

async function follow(address: string, limits: FetchLimits, signal: AbortSignal): Promise<string> {
  let url = new URL(address);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    if (url.protocol !== "https:") throw new BlobRefused("not_https");
    const answer = await ask(url, await resolve(url, limits), signal);
    const { statusCode = 0, headers } = answer;
    if (statusCode === 200) return read(answer);
    answer.destroy();
    if (
      statusCode < 300 ||
      statusCode > 399 ||
      headers.location === undefined ||
      !URL.canParse(headers.location, url.href)
    )
      break;
    url = new URL(headers.location, url.href);
  }
  throw new BlobRefused("unexpected_answer");
}

interface Place {
  readonly address: string;
  readonly family: number;
}

/** Resolves that host. Each of its addresses must be public. */
async function resolve({ hostname }: URL, { privateAddresses }: FetchLimits): Promise<Place> {
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const places = isIP(host) === 0 ? await lookup(host, { all: true }) : [{ address: host, family: isIP(host) }];
  const [first] = places;
  if (first === undefined) throw new BlobRefused("unreachable");
  if (!privateAddresses && !places.every((place) => isPublicAddress(place.address)))
    throw new BlobRefused("private_address");
  return first;
}

function ask(url: URL, place: Place, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((answered, failed) => {
    const asking = request(
      url,
      {
        signal,
        agent: false,
        lookup: (_host, { all }, found) =>
          all === true ? found(null, [place]) : found(null, place.address, place.family),
        headers: { accept: "application/jwt, */*;q=0.5", "user-agent": "nearside-server" },
      },
      answered,
    );
    asking.on("error", failed);
    asking.end();
  });
}

async function read(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer) {
    if (!Buffer.isBuffer(part)) throw new BlobRefused("unexpected_answer");
    size += part.length;
    if (size > MAX_BLOB) {
      answer.destroy();
      throw new BlobRefused("too_large");
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString("latin1").trim(); // a JWS is ASCII; what is not fails its form
}
