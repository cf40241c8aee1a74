import { type CompiledQuery, type InferResult, type Kysely, SqliteAdapter } from "kysely";
import type { Database, Db, Trx } from "./database.ts";

type Value = string | number | bigint | Uint8Array | null;

/** The placeholder of a value in the query. */
class Place {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

interface Compilable {
  compile(): CompiledQuery;
}

/** Makes the query. `value` returns the placeholder of a value. */
type Build<Given, Built> = (
  db: Kysely<Database>,
  value: <Name extends keyof Given & string>(name: Name) => Given[Name],
) => Built;

/**
 * A query whose text never changes, for the queries of every login. It is built and compiled once for each kind of database, and later
 * calls only put in the values. To build and compile a query costs more than the database takes to answer it.
 *
 *     const byHash = fixedQuery<{ hash: string }>()((db, value) =>
 *       db.selectFrom("nonces").selectAll().where("hash", "=", value("hash")));
 *     const [row] = await byHash(db, { hash });
 *
 * Anything that the text depends on (the columns, the number of values, whether there is a condition) is no value: that is another query.
 */
export const fixedQuery =
  <Given extends Readonly<Record<string, Value>>>() =>
  <Built extends Compilable | CompiledQuery>(
    build: Build<Given, Built>,
  ): ((db: Db | Trx, given: Given) => Promise<InferResult<Built>>) => {
    const compiled = new WeakMap<object, CompiledQuery>();
    return async (db, given) => {
      const { adapter } = db.getExecutor(); // one for each database, shared by its transactions
      let query = compiled.get(adapter);
      if (query === undefined) {
        const built = build(db, (name) => new Place(name) as never); // a placeholder has the type of its value
        query = "compile" in built ? built.compile() : built;
        compiled.set(adapter, query);
      }
      const parameters = query.parameters.map((each) => (each instanceof Place ? given[each.name] : each));
      const { rows } = await db.executeQuery({ ...query, parameters, isUnread: isUnread(query) } as CompiledQuery);
      return rows as InferResult<Built>;
    };
  };

/** True for a write that returns no row. */
function isUnread({ query }: CompiledQuery): boolean {
  return CHANGES.has(query.kind) && !("returning" in query && query.returning !== undefined);
}

const CHANGES: ReadonlySet<string> = new Set(["InsertQueryNode", "UpdateQueryNode", "DeleteQueryNode"]);

/**
 * A fixed query that is run only for the locks that it takes until the transaction ends. SQLite is not asked: it has no row locks, and its
 * transactions run one after the other (see `NodeSqliteDriver`), so each holds every lock.
 */
export const fixedLock =
  <Given extends Readonly<Record<string, Value>>>() =>
  (build: Build<Given, Compilable>): ((trx: Trx, given: Given) => Promise<void>) => {
    const lock = fixedQuery<Given>()(build);
    return async (trx, given) => {
      if (!(trx.getExecutor().adapter instanceof SqliteAdapter)) await lock(trx, given);
    };
  };
