export interface JsonAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** undefined where the body is no JSON. */
  readonly body: unknown;
}

interface JsonRequest {
  readonly method: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Bytes of the answer, at most. */
  readonly limit: number;
  /** Seconds until the whole answer must be there. */
  readonly within: number;
}

/**
 * Asks that very address: no redirect is followed, no cookie sent, nothing taken from or left in a cache (protocol §4.3).
 *
 * @throws TypeError, DOMException or BodyTooLong where no whole answer came
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

/** What sent the answer was not asked for so much. */
class BodyTooLong extends Error {}

/**
 * The body as text, read no further than `limit` bytes: what listens on a port may be anybody, and may never stop.
 *
 * @throws BodyTooLong, or TypeError where it is not UTF-8
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
