import { groupsAnswerSchema } from "@nearside/shared/api/console/groups.ts";
import { MOST_ROWS } from "@nearside/shared/api/console/list.ts";
import { makeVisible } from "../../ui/make-visible.ts";
import { useRead } from "../data/use-read.ts";
import type { Choice } from "../form/fields.tsx";

const QUERY = { limit: String(MOST_ROWS) };

/** The groups to choose from, by name: the first 200. Whoever has more chooses on the group's own page. */
export function useGroupChoices(): readonly Choice[] {
  const { data } = useRead("/api/console/groups", groupsAnswerSchema, { query: QUERY });
  return (data?.rows ?? []).map(({ id, name }) => ({ value: id, title: makeVisible(name) }));
}
