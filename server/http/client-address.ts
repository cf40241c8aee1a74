import { getConnInfo } from "@hono/node-server/conninfo";
import type { Call } from "./route.ts";

/** The address the request came from, as the server's own socket saw it; nobody's header is believed. */
export const clientAddress = (c: Call): string => getConnInfo(c).remote.address?.replace(/^::ffff:/, "") ?? "unknown";
