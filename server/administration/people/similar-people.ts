import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import type { WithSecrets } from "../../platform/keys/server-secrets.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { appearanceOf, appearanceOfUserName } from "../../register/people/lookalike.ts";
import { emailKey, erasedNameHash, sortKey } from "../../register/people/people-index.ts";
import { consoleTexts } from "../../texts/console.ts";

/** A person as a form or a line of a file describes them. */
export interface Candidate {
  readonly name: string;
  readonly displayName: string;
  readonly email: string | null;
}

interface Similar {
  readonly id: string;
  readonly name: string;
}

/** The people whom a candidate could be taken for. They are looked up at once for all candidates. */
export class SimilarPeople {
  readonly #services: WithSecrets;
  readonly #names = new Map<string, Similar>();
  /** Hashes of names that were erased. */
  readonly #erased = new Set<string>();
  readonly #emails = new Map<string, Similar>();
  readonly #displays = new Map<string, (Similar & { readonly key: string })[]>();

  private constructor(services: WithSecrets) {
    this.#services = services;
  }

  static async find(services: WithSecrets, db: Db | Trx, candidates: readonly Candidate[]): Promise<SimilarPeople> {
    const people = new SimilarPeople(services);
    for (let from = 0; from < candidates.length; from += AT_ONCE)
      for (const row of await look(services, db, candidates.slice(from, from + AT_ONCE))) {
        people.add(row);
        people.#erased.add(row.name_appearance);
      }
    return people;
  }

  add(person: Similar & { readonly display_name: string; readonly email_key: string }): void {
    const { id, name, display_name, email_key } = person;
    this.#names.set(appearanceOfUserName(name), { id, name });
    if (email_key !== "") this.#emails.set(email_key, { id, name });
    const appearance = appearanceOf(display_name);
    const key = sortKey(display_name);
    const alike = this.#displays.get(appearance);
    if (alike === undefined) this.#displays.set(appearance, [{ id, name, key }]);
    else if (alike.filter((one) => one.key === key).length < 2) alike.push({ id, name, key }); // one of the two may be the candidate
  }

  /**
   * Finds the fields by which the candidate would be taken for another person. The sentences name others, whom all who may make
   * people may see.
   *
   * @param self id of the person whom the candidate describes; absent for a new one
   */
  problems({ name, displayName, email }: Candidate, self?: string): FieldProblem[] {
    const problems: FieldProblem[] = [];
    const named = this.#names.get(appearanceOfUserName(name));
    if (named !== undefined && named.id !== self)
      problems.push({
        field: "name",
        problem:
          named.name === name ? consoleTexts.people.nameTaken : consoleTexts.people.looksLike({ name: named.name }),
      });
    if (named === undefined && this.#erased.has(erasedNameHash(this.#services, name)))
      problems.push({ field: "name", problem: consoleTexts.people.nameErased });
    const reached = this.#emails.get(emailKey(email));
    if (reached !== undefined && reached.id !== self)
      problems.push({ field: "email", problem: consoleTexts.people.addressTaken({ name: reached.name }) });
    const key = sortKey(displayName);
    const misled = this.#displays
      .get(appearanceOf(displayName))
      ?.find((one) => one.id !== self && misleads(one.key, key));
    if (misled !== undefined)
      problems.push({
        field: "display_name",
        problem: consoleTexts.people.otherLetters({ name: misled.name }),
      });
    return problems;
  }
}

/** Two people may have the same name. A name that only looks the same is suspicious if it has letters of another script. */
const misleads = (one: string, other: string): boolean =>
  one !== other && (/\P{ASCII}/u.test(one) || /\P{ASCII}/u.test(other));

/** Candidates of one query: each takes four values, and SQLite takes 32,766. */
const AT_ONCE = 500;

function look(services: WithSecrets, db: Db | Trx, candidates: readonly Candidate[]) {
  const names = candidates.flatMap(({ name }) => [appearanceOfUserName(name), erasedNameHash(services, name)]);
  const displays = candidates.map(({ displayName }) => appearanceOf(displayName));
  const emails = candidates.flatMap(({ email }) => (email === null ? [] : [emailKey(email)]));
  return db
    .selectFrom("people_index")
    .innerJoin("users", "users.id", "people_index.user_id")
    .select(["users.id", "users.name", "users.display_name", "people_index.name_appearance"])
    .select((eb) =>
      eb
        .case()
        .when("users.state", "=", "offboarded")
        .then("")
        .else(eb.ref("people_index.email_key"))
        .end()
        .as("email_key"),
    )
    .where((eb) =>
      eb.or([
        eb("name_appearance", "in", names),
        eb("display_appearance", "in", displays),
        ...(emails.length === 0 ? [] : [eb("email_key", "in", emails)]),
      ]),
    )
    .execute();
}
