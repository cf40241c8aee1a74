import { getRequestListener } from "@hono/node-server";

/**
 * From here on an answer is status, headers and body, and no more of the Fetch standard than is asked of it, so that it
 * need not go through a stream to reach its socket. It holds for the whole process: only the server's own calls it.
 */
export function useLightResponses(): void {
  getRequestListener(() => new Response(null), { overrideGlobalObjects: true });
}
