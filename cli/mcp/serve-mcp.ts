import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { AgentAccess } from "./agent-access.ts";
import { mcpServerFor } from "./tools.ts";

/** Serves an agent over standard input and output, until it closes them or the command is to end. Everything is given back then. */
export async function serveMcp(access: AgentAccess, stop: AbortSignal): Promise<void> {
  const input = process.stdin;
  const gone = new Promise<void>((resolve) => {
    for (const end of ["end", "close", "error"]) input.once(end, () => resolve());
    stop.addEventListener("abort", () => resolve(), { once: true });
  });
  const handle = serveStdio(() => mcpServerFor(access));
  try {
    await gone;
  } finally {
    access.close();
    await handle.close();
  }
}
