import type { CompiledQuery, KyselyPlugin, RootOperationNode } from "kysely";
import type { Db } from "../platform/store/database.ts";
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
 * Asks SQLite for its plan of each query, in the order of the queries. SQLite uses no counts (nobody runs ANALYZE), so it plans
 * the same for 5 rows as for 100,000.
 */
export async function plansOf({ services }: TestServer, ask: (db: Db) => Promise<unknown>): Promise<readonly string[]> {
  const plugin = new Asked();
  await ask(services.db.withPlugin(plugin));
  const plans: string[] = [];
  for (const node of plugin.nodes) {
    const compiled = services.db.getExecutor().compileQuery(node, { queryId: "plan" });
    const parameters = compiled.parameters.map((value) => (isPlace(value) ? null : value));
    const explained: CompiledQuery = { ...compiled, parameters, sql: `explain query plan ${compiled.sql}` };
    const { rows } = await services.db.executeQuery<{ detail: string }>(explained);
    plans.push(rows.map(({ detail }) => detail).join("\n"));
  }
  return plans;
}

/** Tells the places of a fixed query where its values will be: the plan is the same for all values. */
const isPlace = (value: unknown): boolean => typeof value === "object" && !(value instanceof Uint8Array);
