import type { Call } from "../http/route.ts";

/** The process answers. */
export const healthz = () => (c: Call) => c.json({ status: "ok" });
