import { type CompiledQuery, type KyselyPlugin, type RootOperationNode, sql } from "kysely";
import type { Db } from "../platform/store/database.ts";
import { adapterOf } from "../platform/store/fixed-query.ts";
import type { TestServer } from "./test-server.ts";

/** Collects the queries of the database, so that it can be asked for its plan of each. */
class Asked implements KyselyPlugin {
  readonly nodes: RootOperationNode[] = [];
  transformQuery({ node }: { readonly node: RootOperationNode }): RootOperationNode {
    this.nodes.push(node);
    return node;
  }
  transformResult = async <T>({ result }: { readonly result: T }): Promise<T> => result;
}

/**
 * Asks the database for its plan of each query, in the order of the queries. SQLite uses no counts (nobody runs ANALYZE), so it plans
 * the same for 5 rows as for 100,000. PostgreSQL is told to sort only where no index has the order.
 */
export async function plansOf({ services }: TestServer, ask: (db: Db) => Promise<unknown>): Promise<readonly string[]> {
  const plugin = new Asked();
  const watched = services.db.withPlugin(plugin);
  const adapter = adapterOf(services.db);
  // with a writer that no fixed query knows, each is built again, and the plugin sees it
  const unknown = Object.create(adapter, {
    writer: { value: {} },
    answerTo: { value: adapter.answerTo.bind(adapter) },
  });
  Object.defineProperty(watched.getExecutor(), "adapter", { value: unknown });
  await ask(watched);
  const { hasTrigramTable: isSqlite } = adapter;
  return services.db.transaction().execute(async (trx) => {
    if (!isSqlite) await sql`set local enable_sort = off`.execute(trx);
    const plans: string[] = [];
    for (const node of plugin.nodes) {
      const compiled = trx.getExecutor().compileQuery(node, { queryId: "plan" });
      const parameters = compiled.parameters.map((value) => (isPlace(value) ? null : value));
      const explain = isSqlite ? "explain query plan" : "explain";
      const explained: CompiledQuery = { ...compiled, parameters, sql: `${explain} ${compiled.sql}` };
      const { rows } = await trx.executeQuery<object>(explained);
      plans.push(rows.map((row) => Object.values(row).at(-1)).join("\n")); // SQLite: id, parent, notused, detail
    }
    return plans;
  });
}

/** Tells the places of a fixed query where its values will be: the plan is the same for all values. */
const isPlace = (value: unknown): boolean => typeof value === "object" && !(value instanceof Uint8Array);
