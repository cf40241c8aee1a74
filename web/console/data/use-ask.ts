import type { AskEntry } from "@nearside/shared/api/console/entry.ts";
import type { Addressed, InputOf, OutputOf } from "@nearside/shared/api/entry.ts";
import { keepPreviousData, skipToken, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useConsole } from "../console-context.ts";
import { type ConsoleProblem, problemOf } from "../problem.ts";

interface AskOptions {
  /** Shows the answer to the former question while this one is being asked. */
  readonly keepPrevious?: boolean;
}

/**
 * Asks for what would happen, by a POST that changes nothing, such as what leaving would end. It is asked once there is
 * a body. Its error is a {@link ConsoleProblem}.
 */
export function useAsk<E extends AskEntry & Addressed>(
  to: E,
  body: InputOf<E> | undefined,
  { keepPrevious = false }: AskOptions = {},
): UseQueryResult<OutputOf<E>, ConsoleProblem> {
  const { http } = useConsole();
  return useQuery<OutputOf<E>, ConsoleProblem, OutputOf<E>>({
    queryKey: [to.address, body],
    queryFn:
      body === undefined
        ? skipToken
        : async ({ signal }) => {
            try {
              return await http.post(to, body, signal);
            } catch (cause) {
              throw problemOf(cause);
            }
          },
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}
