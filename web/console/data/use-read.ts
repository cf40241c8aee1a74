import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import type * as v from "valibot";
import { useConsole } from "../console-context.ts";
import { type ConsoleProblem, problemOf } from "../problem.ts";
import { NO_QUERY, type Query } from "../wire/http.ts";
import { useReadAgain } from "./use-read-again.ts";

/** The key under which it is kept: path first, so that a change can say what it makes stale by the beginning of a path. */
const readKey = (path: string, query: Query = NO_QUERY) => [path, query] as const;

interface ReadOptions {
  readonly query?: Query;
  /** Shows what stood there before while the next is being read: for another page or order of the same list. */
  readonly keepPrevious?: boolean;
  /** Reads it anew so often, while somebody is there. Seconds. */
  readonly everySeconds?: number;
}

/** Reads one thing or list. Its error is a {@link ConsoleProblem}. */
export function useRead<Answer>(
  path: string,
  answer: v.GenericSchema<unknown, Answer>,
  { query = NO_QUERY, keepPrevious = false, everySeconds }: ReadOptions = {},
): UseQueryResult<Answer, ConsoleProblem> {
  const { http } = useConsole();
  const reading = useQuery<Answer, ConsoleProblem, Answer>({
    queryKey: readKey(path, query),
    queryFn: async ({ signal }) => {
      try {
        return await http.get(path, query, answer, signal);
      } catch (cause) {
        throw problemOf(cause);
      }
    },
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
  useReadAgain(reading, everySeconds);
  return reading;
}
