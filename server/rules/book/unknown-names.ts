import type { Ground } from "../../ground.ts";
import type { Db, Trx } from "../../store/database.ts";
import { Places } from "../places.ts";
import type { CompiledRules, NamedEntity } from "../rule.ts";
import type { RuleProblem } from "../rules-refused.ts";

// A rule about what does not exist does nothing, which of a forbid is the same as letting in: so it is not published.

/** Values of one query: databases take no more than some thousands. */
const AT_ONCE = 500;

type Known = (ground: Ground, db: Db | Trx, ids: readonly string[]) => Promise<readonly string[]>;

const WHAT: Readonly<Record<string, { readonly missing: string; readonly known: Known }>> = {
  Group: {
    missing: "there is no group of this name",
    known: async (_ground, db, ids) =>
      (await db.selectFrom("groups").select("name").where("name", "in", ids).execute()).map(({ name }) => name),
  },
  User: {
    missing: "there is nobody of this name",
    known: async (_ground, db, ids) =>
      (
        await db
          .selectFrom("users")
          .select("name")
          .where("name", "in", ids)
          .where("state", "<>", "offboarded")
          .execute()
      ).map(({ name }) => name),
  },
  Client: {
    missing: "no program and no API has this client id",
    known: async ({ config }, db, ids) => {
      const registered = db.selectFrom("clients").select("id").where("id", "in", ids).where("state", "=", "active");
      const written = [...config.clients, ...config.resourceServers].map(({ id }) => id);
      return [...written, ...(await registered.execute()).map(({ id }) => id)];
    },
  },
  Machine: {
    missing: "no machine has this thumbprint",
    known: async (_ground, db, ids) =>
      (await db.selectFrom("devices").select("jkt").where("jkt", "in", ids).execute()).map(({ jkt }) => jkt),
  },
};

/** Every place where the set names a group, person, client or machine that there is not. */
export async function unknownNames(ground: Ground, db: Db | Trx, set: CompiledRules): Promise<RuleProblem[]> {
  const missing: { readonly entity: NamedEntity; readonly message: string }[] = [];
  for (const [type, { missing: message, known }] of Object.entries(WHAT)) {
    const named = set.named.filter((one) => one.type === type);
    const ids = [...new Set(named.map(({ id }) => id))].filter(isStorable);
    const found = new Set<string>();
    for (let from = 0; from < ids.length; from += AT_ONCE)
      for (const id of await known(ground, db, ids.slice(from, from + AT_ONCE))) found.add(id);
    missing.push(...named.filter(({ id }) => !found.has(id)).map((entity) => ({ entity, message })));
  }
  const places = new Places(set.text);
  return missing
    .sort((a, b) => a.entity.offset - b.entity.offset)
    .map(({ entity, message }) => {
      const from = places.at(entity.offset);
      const to = places.at(entity.offset + `${entity.type}::${JSON.stringify(entity.id)}`.length);
      return {
        line: from.line,
        column: from.column,
        endLine: to.line,
        endColumn: to.column,
        message: `${entity.type}: ${message}`,
        rule: entity.rule,
      };
    });
}

/** What no database keeps, nothing is called. */
const isStorable = (id: string): boolean => id.isWellFormed() && !id.includes("\0");
