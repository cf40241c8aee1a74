import type { Ask } from "./client.ts";

/** As a runtime of the web hands it to a handler: with the name that its socket has, not the public one. */
export function requestOf({ method, path, fields }: Ask): Request {
  const request = new Request(`http://127.0.0.1:8080${path}`, { method });
  for (const [name, value] of fields) request.headers.append(name, value);
  return request;
}
