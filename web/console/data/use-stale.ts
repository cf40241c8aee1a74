import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

/** Has everything whose path begins so read anew, where it is shown; the rest when it is shown next. */
export function useMakeStale(): (beginnings: readonly string[]) => void {
  const client = useQueryClient();
  return useCallback(
    (beginnings) => {
      void client.invalidateQueries({
        predicate: ({ queryKey: [path] }) =>
          typeof path === "string" && beginnings.some((beginning) => path.startsWith(beginning)),
      });
    },
    [client],
  );
}
