import { getRequestListener } from "@hono/node-server";

/**
 * Makes every later response of this process just status, headers and body, without the rest of the Fetch standard, so that it need not
 * pass through a stream to reach its socket. Only the server's own start calls it.
 */
export function useLightResponses(): void {
  getRequestListener(() => new Response(null), { overrideGlobalObjects: true });
}
