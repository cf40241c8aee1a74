import { beginningOf, type Entry } from "@nearside/shared/api/entry.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

/** Entries whose answers a change makes stale, with all that have an address below theirs. */
export type Stale = readonly Pick<Entry, "path">[];

/** Has all of that read anew where it is shown; the rest when it is shown next. */
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
