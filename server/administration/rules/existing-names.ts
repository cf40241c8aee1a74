import type { ExistingNames } from "@nearside/rules/lint/unknown-names.ts";
import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { listRegistered } from "../../register/clients/client-store.ts";
import { unregisteredClients } from "../../register/clients/find-client.ts";

/** Values in one query. Databases accept no more than some thousands. */
const AT_ONCE = 500;

type Among = (ids: readonly string[]) => Promise<readonly string[]>;

/** Finds out which of the names that the set uses exist. */
export async function findExistingNames(
  { config }: WithConfig,
  db: Db | Trx,
  { named }: CompiledRules,
): Promise<ExistingNames> {
  const among = async (type: string, find: Among): Promise<ReadonlySet<string>> => {
    const ids = [...new Set(named.filter((one) => one.type === type).map(({ id }) => id))].filter(isStorable);
    const found = new Set<string>();
    for (let from = 0; from < ids.length; from += AT_ONCE)
      for (const id of await find(ids.slice(from, from + AT_ONCE))) found.add(id);
    return found;
  };
  const written = await unregisteredClients({ config, db });
  return {
    groups: await among("Group", async (ids) =>
      (await db.selectFrom("groups").select("name").where("name", "in", ids).execute()).map(({ name }) => name),
    ),
    // people who have left and clients that were removed are still known: no name is ever given to another
    people: await among("User", async (ids) =>
      (await db.selectFrom("users").select("name").where("name", "in", ids).execute()).map(({ name }) => name),
    ),
    clients: await among("Client", async (ids) => {
      const found = await db.selectFrom("clients").select("id").where("id", "in", ids).execute();
      return [...written.map(({ id }) => id), ...found.map(({ id }) => id)];
    }),
    resources: await among("ResourceServer", async () => {
      const registered = (await listRegistered(db)).filter(({ state }) => state === "active");
      const clients = [...written, ...registered.map(({ client }) => client)];
      return [config.issuer, ...clients.flatMap(({ resources }) => resources)];
    }),
    machines: await among("Machine", async (ids) =>
      (await db.selectFrom("devices").select("jkt").where("jkt", "in", ids).execute()).map(({ jkt }) => jkt),
    ),
  };
}

/** No thing has a name that no database can store. */
const isStorable = (id: string): boolean => id.isWellFormed() && !id.includes("\0");
