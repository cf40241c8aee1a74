import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import type * as v from "valibot";
import { useConsole } from "../console-context.ts";
import { type ConsoleProblem, problemOf } from "../problem.ts";

interface AskOptions {
  /** Shows the answer to what was asked before while this is being asked. */
  readonly keepPrevious?: boolean;
}

/** Asks for what would happen, by POST, such as what leaving would end; changes nothing. Asked once there is a body. */
export function useAsk<Answer>(
  path: string,
  body: unknown,
  answer: v.GenericSchema<unknown, Answer>,
  { keepPrevious = false }: AskOptions = {},
): UseQueryResult<Answer, ConsoleProblem> {
  const { http } = useConsole();
  return useQuery<Answer, ConsoleProblem, Answer>({
    queryKey: [path, body],
    enabled: body !== undefined,
    queryFn: async ({ signal }) => {
      try {
        return await http.post(path, body, answer, signal);
      } catch (cause) {
        throw problemOf(cause);
      }
    },
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}
