import type { Call } from "../../platform/http/call.ts";

/** The process answers. */
export const healthz = () => (c: Call) => c.json({ status: "ok" });
