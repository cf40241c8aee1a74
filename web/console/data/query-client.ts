import { QueryClient } from "@tanstack/react-query";
import { ConsoleProblem } from "../problem.ts";

/** What was read stays good for as long, unless a change says otherwise. Milliseconds. */
const FRESH_MILLISECONDS = 10_000;
const MOST_RETRIES = 2;
/** Where asking again may help without anybody doing anything. */
const MAY_PASS: ReadonlySet<string> = new Set(["server_unreachable", "temporarily_unavailable"]);

const mayPass = (cause: unknown): boolean => cause instanceof ConsoleProblem && MAY_PASS.has(cause.code);

export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MILLISECONDS,
        retry: (failures, cause) => failures < MOST_RETRIES && mayPass(cause),
        // the browser's word on whether it is online is often wrong: the server is asked, and says so by not answering
        networkMode: "always",
      },
    },
  });
