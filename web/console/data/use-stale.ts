import { beginningOf, type Entry } from "@nearside/shared/api/entry.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

/** The entries whose answers a change makes stale, along with everything whose address lies below theirs. */
export type Stale = readonly Pick<Entry, "path">[];

/** Has stale answers read again: those that are shown now at once, the others when they are shown next. */
export function useMakeStale(): (stale: Stale) => void {
  const client = useQueryClient();
  return useCallback(
    (stale) => {
      const beginnings = stale.map(beginningOf);
      void client.invalidateQueries({
        predicate: ({ queryKey: [address] }) =>
          typeof address === "string" && beginnings.some((beginning) => address.startsWith(beginning)),
      });
    },
    [client],
  );
}
