import { QueryClient } from "@tanstack/react-query";
import { ConsoleProblem } from "../problem.ts";

/** Milliseconds for which an answer stays good, unless a change makes it stale. */
const FRESH_MILLISECONDS = 10_000;
const MOST_RETRIES = 2;
/** Asking again may help with these problems, without anybody doing anything. */
const MAY_PASS: ReadonlySet<string> = new Set(["server_unreachable", "temporarily_unavailable"]);

const mayPass = (cause: unknown): boolean => cause instanceof ConsoleProblem && MAY_PASS.has(cause.code);

export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MILLISECONDS,
        retry: (failures, cause) => failures < MOST_RETRIES && mayPass(cause),
        // The browser is often wrong about whether it is online, so the server is asked, and its silence says so.
        networkMode: "always",
      },
    },
  });
