import { lookup } from "node:dns/promises";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { request } from "node:https";
import { isIP } from "node:net";
import { OutsideRefused } from "./outside-refused.ts";
import { isPublicAddress } from "./public-address.ts";

interface FetchLimits {
  /** True if the operator's configuration allows addresses of private networks and of this computer. */
  readonly privateAddresses: boolean;
  /** The most bytes of the body. */
  readonly bytes: number;
  /** Milliseconds for the whole fetch: name, connection, redirects and body. */
  readonly patience: number;
  /** The most redirects that are followed. Each address is judged as the first one is. */
  readonly redirects: number;
  /** The header `Accept`. */
  readonly accept: string;
  /** Ends it early: the server is asked to stop. */
  readonly stopping?: AbortSignal | undefined;
}

/** An answer with status 200. */
interface Fetched {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Fetches from an address that a person or a program names, over TLS only. They may not make the server call its own network. So the
 * address behind a name is judged, and the connection goes to that very address: a name that changes in between is no way in. The
 * same holds for each redirect.
 *
 * @throws OutsideRefused
 */
export async function fetchOutside(address: string, limits: FetchLimits): Promise<Fetched> {
  const patience = AbortSignal.timeout(limits.patience);
  const signal = limits.stopping === undefined ? patience : AbortSignal.any([patience, limits.stopping]);
  try {
    return await follow(address, limits, signal);
  } catch (cause) {
    if (cause instanceof OutsideRefused) throw cause;
    throw new OutsideRefused(patience.aborted ? "too_slow" : "unreachable", { cause });
  }
}

async function follow(address: string, limits: FetchLimits, signal: AbortSignal): Promise<Fetched> {
  let url = new URL(address);
  for (let redirects = 0; redirects <= limits.redirects; redirects += 1) {
    if (url.protocol !== "https:") throw new OutsideRefused("not_https");
    const answer = await ask(url, await placeOf(url, limits, signal), limits, signal);
    const { statusCode = 0, headers } = answer;
    if (statusCode === 200) return { headers, body: await read(answer, limits) };
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
  throw new OutsideRefused("unexpected_answer");
}

interface Place {
  readonly address: string;
  readonly family: number;
}

/** Resolves that host, within the time. Each of its addresses must be public. */
export async function placeOf(
  { hostname }: URL,
  { privateAddresses }: Pick<FetchLimits, "privateAddresses">,
  signal: AbortSignal,
): Promise<Place> {
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const places = isIP(host) === 0 ? await namesOf(host, signal) : [{ address: host, family: isIP(host) }];
  const [first] = places;
  if (first === undefined) throw new OutsideRefused("unreachable");
  if (!privateAddresses && !places.every((place) => isPublicAddress(place.address)))
    throw new OutsideRefused("private_address");
  return first;
}

/** A name server that does not answer keeps nobody waiting longer than the whole fetch may take. */
function namesOf(host: string, signal: AbortSignal): Promise<readonly Place[]> {
  return new Promise((found, failed) => {
    const give = () => failed(signal.reason);
    signal.addEventListener("abort", give, { once: true });
    if (signal.aborted) give();
    lookup(host, { all: true })
      .then(found, failed)
      .finally(() => signal.removeEventListener("abort", give));
  });
}

function ask(url: URL, place: Place, { accept }: FetchLimits, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((answered, failed) => {
    const asking = request(
      url,
      {
        signal,
        agent: false,
        rejectUnauthorized: true, // set explicitly: NODE_TLS_REJECT_UNAUTHORIZED=0 must not turn it off
        lookup: (_host, { all }, found) =>
          all === true ? found(null, [place]) : found(null, place.address, place.family),
        headers: { accept, "user-agent": "nearside-server" },
      },
      answered,
    );
    asking.on("error", failed);
    asking.on("close", failed); // with no answer, as after one that switches protocols
    asking.end();
  });
}

async function read(answer: IncomingMessage, { bytes }: FetchLimits): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer) {
    if (!Buffer.isBuffer(part)) throw new OutsideRefused("unexpected_answer");
    size += part.length;
    if (size > bytes) {
      answer.destroy();
      throw new OutsideRefused("too_large");
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}
