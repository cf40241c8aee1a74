import { type RawBuilder, sql } from "kysely";
import type { LoginState } from "./login.ts";

type State = LoginState["state"];

/**
 * Writes states into the text of a query, after `in`. Bound as values they would keep both databases from the partial indexes of logins,
 * since neither knows the values when it plans.
 */
export const among = (states: readonly State[]): RawBuilder<State> =>
  sql`(${sql.join(states.map((state) => sql.lit(state)))})`;
