export interface JsonAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined if the body is not JSON. */
  readonly body: unknown;
}

interface JsonRequest {
  readonly method: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The most bytes that are read of the answer. */
  readonly limit: number;
  /** Seconds within which the whole answer must arrive. */
  readonly within: number;
}

/**
 * Requests that very address: no redirect is followed, no cookie sent, nothing read from or stored in a cache (protocol
 * §4.3).
 *
 * @throws TypeError, DOMException or BodyTooLong if no whole answer arrived
 */
export async function fetchJson(url: string, request: JsonRequest): Promise<JsonAnswer> {
  const response = await fetch(url, {
    method: request.method,
    redirect: "error",
    credentials: "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
    headers: {
      ...(request.body === undefined ? {} : { "content-type": "application/json" }),
      ...request.headers,
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    signal: AbortSignal.timeout(request.within * 1000),
  });
  const text = await readBody(response, request.limit);
  return { status: response.status, headers: response.headers, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The answer has more bytes than its reader allows. */
class BodyTooLong extends Error {}

/**
 * Reads the body as text, no further than `limit` bytes: any program may listen on that port, and its answer may never
 * end.
 *
 * @throws BodyTooLong, or TypeError if it is not UTF-8
 */
async function readBody(response: Response, limit: number): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let [text, length] = ["", 0];
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.byteLength;
    if (length > limit) {
      await reader.cancel();
      throw new BodyTooLong();
    }
    text += decoder.decode(value, { stream: true });
  }
}
