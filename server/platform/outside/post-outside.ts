import { type Agent, type RequestOptions, request } from "node:https";
import { placeOf } from "./fetch-outside.ts";
import { OutsideRefused } from "./outside-refused.ts";

interface Posted {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** True if the operator's configuration allows addresses of private networks and of this computer. */
  readonly privateAddresses: boolean;
  /** Text of a PEM file with the authorities to trust; undefined for those that Node trusts. */
  readonly roots: string | undefined;
  /** Keeps the connection for the next one. */
  readonly agent: Agent;
  /** Milliseconds for name, connection and answer together. */
  readonly patience: number;
  readonly stopping: AbortSignal;
}

/**
 * Posts to an address outside, over TLS only, under the rules of `fetchOutside`: the address behind the name is judged and is the one that
 * the connection goes to. No redirect is followed, and of the answer only the status is read.
 *
 * @returns the status of the answer
 * @throws OutsideRefused
 */
export async function postOutside(address: string, posted: Posted): Promise<number> {
  const patience = AbortSignal.timeout(posted.patience);
  const signal = AbortSignal.any([patience, posted.stopping]);
  const url = new URL(address);
  try {
    if (url.protocol !== "https:") throw new OutsideRefused("not_https");
    const place = await placeOf(url, posted, signal);
    return await send(url, posted, {
      signal,
      lookup: (_host, { all }, found) =>
        all === true ? found(null, [place]) : found(null, place.address, place.family),
    });
  } catch (cause) {
    if (cause instanceof OutsideRefused) throw cause;
    throw new OutsideRefused(patience.aborted ? "too_slow" : "unreachable", { cause });
  }
}

function send(url: URL, { headers, body, roots, agent }: Posted, options: RequestOptions): Promise<number> {
  return new Promise((answered, failed) => {
    const asking = request(
      url,
      {
        ...options,
        method: "POST",
        agent,
        rejectUnauthorized: true, // set explicitly: NODE_TLS_REJECT_UNAUTHORIZED=0 must not turn it off
        ...(roots === undefined ? {} : { ca: roots }),
        headers: { ...headers, "content-length": Buffer.byteLength(body), "user-agent": "nearside-server" },
      },
      (answer) => {
        answered(answer.statusCode ?? 0);
        discard(answer);
      },
    );
    asking.on("error", failed);
    asking.on("close", failed); // with no answer, as after one that switches protocols
    asking.end(body);
  });
}

/** The rest of a short answer is read, so that the connection can be used again. A long one ends it. */
function discard(answer: import("node:http").IncomingMessage): void {
  let size = 0;
  answer.on("data", (part: Buffer) => {
    size += part.length;
    if (size > MOST_DISCARDED) answer.destroy();
  });
  answer.on("error", () => {}); // it was answered already
}

const MOST_DISCARDED = 65_536;
