import * as v from "valibot";
import { actorSchema } from "../../platform/audit/actor.ts";
import type { Db } from "../../platform/store/database.ts";
import { findUsers } from "../../register/people/users.ts";
import { consoleTexts } from "../../texts/console.ts";

/** An author as the console shows them. The id is null if the server's own shell published the set. */
export interface Author {
  readonly id: string | null;
  readonly name: string;
}

const THE_SHELL: Author = { id: null, name: consoleTexts.rules.shell };

/**
 * Finds the authors who are stored with versions or proposals of rules.
 *
 * @param actors JSON, as stored
 */
export async function authorsOf(db: Db, actors: readonly string[]): Promise<(actor: string) => Author> {
  const ids = new Map([...new Set(actors)].map((actor) => [actor, personIn(actor)]));
  const users = await findUsers(db, [...new Set([...ids.values()].filter((id) => id !== null))]);
  return (actor) => {
    const id = ids.get(actor) ?? null;
    return id === null ? THE_SHELL : { id, name: users.get(id)?.name ?? consoleTexts.rules.removedPerson };
  };
}

function personIn(actor: string): string | null {
  const by = v.parse(actorSchema, JSON.parse(actor));
  return by.kind === "person" ? by.userId : null;
}
