import type { IncomingMessage } from "node:http";
import type { LookupFunction } from "node:net";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { nonceIn, refusalIn } from "../../../apis/demand.ts";
import type { LeaseFetched } from "../../../doorway/lease-messages.ts";
import type { Call } from "../../../doorway/messages.ts";
import { Problem } from "../../../problems/problem.ts";
import { nodeHttp, nodeHttps } from "../../../server/node-http.ts";
import { texts } from "../../../texts/keeper.ts";
import { VERSION } from "../../../version.ts";
import { shownUrl } from "../call-record.ts";
import type { HeldLease } from "../held-lease.ts";
import type { LeaseTarget } from "../which-lease.ts";
import { type Reached, reachable } from "./reachable.ts";
import { withoutSecrets } from "./without-secrets.ts";

// The keeper makes a request for an agent, so that no token gets to where the agent's words go (protocol §12).

type FetchCall = Extract<Call, { verb: "lease_fetch" }>;

interface Answered {
  readonly head: Extract<LeaseFetched, { fetched: unknown }>["fetched"];
  readonly body: string;
  /** The scope that the API asked for, and did nothing without (RFC 6750 §3.1). */
  readonly lacks: string | undefined;
}

/** The whole request, name, connection and body. Milliseconds. */
const WITHIN = 30_000;
/** Bytes of an answer: more would fill a model's window, and the keeper's memory. */
const MOST_ANSWERED = 1_048_576;
const MOST_HEADER_BYTES = 16_384;
/** UTF-16 units of a refused field's name in a sentence. */
const MOST_SHOWN = 64;

/**
 * The fields that an agent may send: they say which form it wants, and when a request counts. Servers and the proxies before them take many
 * others as who asks, which method is meant, or which address, and nobody can name all of those.
 */
const SENT: ReadonlySet<string> = new Set([
  ...["accept", "accept-language", "cache-control", "prefer"],
  ...["content-type", "content-language"],
  ...["if-match", "if-none-match", "if-modified-since", "if-unmodified-since"],
  ...["idempotency-key", "traceparent", "tracestate", "x-request-id", "x-correlation-id"],
]);
/** The version of an API, such as `x-github-api-version`. */
const API_VERSION = /^[a-z][a-z0-9-]*-version$/;
const FIELD_VALUE = /^[\t\x20-\x7e]*$/;
/** The headers of an answer that an agent reads. */
const ANSWERED = [
  "content-type",
  "etag",
  "last-modified",
  "link",
  "location",
  "retry-after",
  "www-authenticate",
] as const;

/** @throws Problem `address_not_granted`, `address_private`, `api_unreachable`, `usage` */
export async function fetchForAgent(lease: HeldLease, target: LeaseTarget, call: FetchCall): Promise<Answered> {
  lease.record.demandRoom();
  const url = new URL(call.url);
  const headers = sentHeaders(call);
  const at = await reachable(url);
  if (at === undefined) throw new Problem("address_private");
  if (at === null) throw new Problem("api_unreachable", texts.fetch.unknownName);
  const token = await lease.token(target);
  const ath = await sha256Base64url(token.access_token);
  const signal = AbortSignal.any([lease.signal, AbortSignal.timeout(WITHIN)]);
  let nonce: string | undefined;
  for (let tries = 1; ; tries += 1) {
    const proof = await lease.prove({ method: call.method, url: url.href, ath, ...(nonce !== undefined && { nonce }) });
    if (proof === undefined) throw new Problem("address_not_granted");
    const own = { ...headers, authorization: `DPoP ${token.access_token}`, dpop: proof };
    const note = (status: number): void =>
      lease.record.note({ jti: token.jti, method: call.method, url: shownUrl(url), status });
    const answer = await send({ url, at, method: call.method, headers: own, body: call.body, signal }).catch(
      (error: unknown) => {
        note(0); // it may have reached the API all the same
        throw error;
      },
    );
    const seen = { status: answer.statusCode ?? 0, headers: { get: (name: string) => fieldOf(answer, name) } };
    const refusal = refusalIn(seen);
    if (tries === 1 && refusal?.kind === "nonce") {
      answer.destroy();
      nonce = nonceIn(seen);
      continue;
    }
    if (refusal?.kind === "renewal") lease.forget(target);
    note(seen.status);
    const clean = withoutSecrets([token.access_token, proof]);
    const { body, left_out } = await bodyOf(answer, signal);
    const shown = ANSWERED.flatMap((name) => {
      const value = fieldOf(answer, name);
      return value === null ? [] : [[name, clean(value)] as [string, string]];
    });
    const lacks = refusal?.kind === "step_up" ? refusal.demand.scope : undefined;
    return { head: { status: seen.status, headers: shown, left_out }, body: clean(body), lacks };
  }
}

const fieldOf = ({ headers }: IncomingMessage, name: string): string | null => {
  const value = headers[name];
  return value === undefined ? null : String(value);
};

/** `sec-websocket-version` is about the connection, which is the keeper's own. */
const isApiVersion = (name: string): boolean => API_VERSION.test(name) && !name.startsWith("sec-");

/** @throws Problem `usage` */
function sentHeaders({ headers, body }: FetchCall): Record<string, string> {
  const sent: Record<string, string> = {};
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (!(SENT.has(lower) || isApiVersion(lower)))
      throw new Problem("usage", texts.fetch.headerNotSent({ name: neutralise(name, MOST_SHOWN) }));
    if (!FIELD_VALUE.test(value) || Object.hasOwn(sent, lower))
      throw new Problem("usage", texts.fetch.badHeader({ name: lower }));
    sent[lower] = value;
  }
  return {
    accept: "application/json, text/*;q=0.9",
    ...(body !== null && { "content-type": "application/json" }),
    ...sent,
    ...(body !== null && { "content-length": String(Buffer.byteLength(body)) }),
    "accept-encoding": "identity",
    "user-agent": `nearside/${VERSION}`,
  };
}

interface Sending {
  readonly url: URL;
  readonly at: Reached;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal: AbortSignal;
}

/** Goes to that very address, whatever the name leads to meanwhile, and follows no redirect. */
async function send({ url, at, method, headers, body, signal }: Sending): Promise<IncomingMessage> {
  const { request } = url.protocol === "https:" ? await nodeHttps() : await nodeHttp();
  return new Promise((resolve, reject) => {
    const failed = (cause: unknown): void => reject(new Problem("api_unreachable", whyOf(cause), { cause }));
    const options = {
      method,
      headers,
      signal,
      agent: false as const,
      maxHeaderSize: MOST_HEADER_BYTES,
      rejectUnauthorized: true, // set explicitly: NODE_TLS_REJECT_UNAUTHORIZED=0 must not turn it off
      lookup: toThat(at),
    };
    const sent = request(url, options, resolve);
    sent.on("error", failed);
    sent.on("close", failed); // with no answer, as after one that switches protocols
    sent.end(body ?? undefined);
  });
}

const toThat =
  (at: Reached): LookupFunction =>
  (_host, { all }, found) =>
    all === true ? found(null, [at]) : found(null, at.address, at.family);

/** A network's own code, and none of its words: they may quote what was asked. */
function whyOf(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return /^[A-Z0-9_]{2,40}$/.test(code) && code !== "ABORT_ERR" ? `(${code})` : texts.fetch.noAnswer;
}

/** Types that are text: an agent has no use for others, and they may be anything. */
const TEXT =
  /^(?:text\/(?!event-stream)[\w.+-]+|application\/(?:[\w.-]+\+)?(?:json|xml)|application\/x-ndjson)\s*(?:;|$)/i;
const CHARSET = /;\s*charset\s*=\s*"?([\w-]+)/i;

type LeftOut = Answered["head"]["left_out"];

async function bodyOf(answer: IncomingMessage, signal: AbortSignal): Promise<{ body: string; left_out: LeftOut }> {
  const type = answer.headers["content-type"] ?? "";
  const charset = CHARSET.exec(type)?.[1] ?? "utf-8";
  const without = (left_out: LeftOut) => {
    answer.destroy();
    return { body: "", left_out };
  };
  if (type !== "" && !TEXT.test(type)) return without("content_type");
  if (!/^(?:utf-?8|us-ascii)$/i.test(charset) || (answer.headers["content-encoding"] ?? "identity") !== "identity")
    return without("not_text");
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of answer) {
      if (!Buffer.isBuffer(part)) return without("not_text");
      size += part.length;
      if (size > MOST_ANSWERED) return without("too_long");
      parts.push(part);
    }
  } catch (cause) {
    throw new Problem("api_unreachable", signal.aborted ? texts.fetch.noWholeAnswer : whyOf(cause), {
      cause,
    });
  }
  if (type === "" && size > 0) return without("content_type");
  try {
    return { body: new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts)), left_out: null };
  } catch {
    return without("not_text");
  }
}
