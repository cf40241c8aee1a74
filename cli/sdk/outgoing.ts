import type { SessionRequest } from "./options.ts";

/** A request that a program wants to make, before it has token and proof. */
interface Outgoing {
  /** The method as it will be sent, and as the proof must name it. */
  readonly method: string;
  readonly url: URL;
  /** True if the request can be sent more than once. */
  readonly repeatable: boolean;
  /** Makes the request with these header fields besides its own, in the place of any of the same name. */
  request(headers: Readonly<Record<string, string>>, signal: AbortSignal): Request;
}

/** @throws TypeError, as of `fetch` */
export function outgoing(input: string | URL | Request, init: SessionRequest): Outgoing {
  const from = input instanceof Request ? input : undefined;
  const url = new URL(from?.url ?? String(input));
  const own = init.headers ?? from?.headers;
  // The standard writes some methods in capitals, and others as they are. The proof must name the method that is sent.
  const { method } = new Request(url, { method: init.method ?? from?.method ?? "GET" });
  return {
    method,
    url,
    repeatable: isRepeatable(init.body ?? from?.body),
    request: (headers, signal) => {
      const all = new Headers(own);
      for (const [name, value] of Object.entries(headers)) all.set(name, value);
      return new Request(from ?? url, { ...init, method, headers: all, redirect: "manual", signal });
    },
  };
}

function isRepeatable(body: unknown): boolean {
  return (
    body === undefined ||
    body === null ||
    typeof body === "string" ||
    body instanceof URLSearchParams ||
    body instanceof FormData ||
    body instanceof Blob ||
    body instanceof ArrayBuffer ||
    ArrayBuffer.isView(body)
  );
}
