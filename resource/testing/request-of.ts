import type { Ask } from "./client.ts";

/** Makes the request that a web runtime hands to a handler: it has the name of its socket, not the public one. */
export function requestOf({ method, path, fields }: Ask): Request {
  const request = new Request(`http://127.0.0.1:8080${path}`, { method });
  for (const [name, value] of fields) request.headers.append(name, value);
  return request;
}
