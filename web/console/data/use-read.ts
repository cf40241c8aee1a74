import type { ReadEntry } from "@nearside/shared/api/console/entry.ts";
import type { Addressed, OutputOf } from "@nearside/shared/api/entry.ts";
import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useConsole } from "../console-context.ts";
import { type ConsoleProblem, problemOf } from "../problem.ts";
import { NO_QUERY, type Query } from "../wire/http.ts";
import { useReadAgain } from "./use-read-again.ts";

interface ReadOptions {
  readonly query?: Query;
  /** Shows the former answer while the next is being read, for another page or order of the same list. */
  readonly keepPrevious?: boolean;
  /** False as long as there is nothing to read yet. */
  readonly isWanted?: boolean;
  /** Seconds between two readings, while the person is at the page. */
  readonly everySeconds?: number;
}

/**
 * Reads one thing or list. Its error is a {@link ConsoleProblem}. Its key begins with the address, so that a change can
 * name what it makes stale by the beginning of an address.
 */
export function useRead<E extends ReadEntry & Addressed>(
  to: E,
  { query = NO_QUERY, keepPrevious = false, isWanted = true, everySeconds }: ReadOptions = {},
): UseQueryResult<OutputOf<E>, ConsoleProblem> {
  const { http } = useConsole();
  const reading = useQuery<OutputOf<E>, ConsoleProblem, OutputOf<E>>({
    queryKey: [to.address, query],
    enabled: isWanted,
    queryFn: async ({ signal }) => {
      try {
        return await http.get(to, query, signal);
      } catch (cause) {
        throw problemOf(cause);
      }
    },
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
  useReadAgain(reading, everySeconds);
  return reading;
}
