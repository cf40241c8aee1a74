import { type CompiledQuery, type InferResult, type Kysely, SqliteAdapter } from "kysely";
import type { Database, Db, Trx } from "./database.ts";

type Value = string | number | bigint | Uint8Array | null;

/** Stands in the query where a value will. */
class Place {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

interface Compilable {
  compile(): CompiledQuery;
}

/** Makes the query. `value` is the place of one. */
type Build<Given, Built> = (
  db: Kysely<Database>,
  value: <Name extends keyof Given & string>(name: Name) => Given[Name],
) => Built;

/**
 * A query whose text never changes, for what every login asks: it is built and compiled once for each kind of database, and
 * from then on only its values are put in. To build and compile one costs more than the database takes to answer it.
 *
 *     const byHash = fixedQuery<{ hash: string }>()((db, value) =>
 *       db.selectFrom("nonces").selectAll().where("hash", "=", value("hash")));
 *     const [row] = await byHash(db, { hash });
 *
 * What the text depends on (which columns, how many values, whether there is a condition) is no value: that is another query.
 */
export const fixedQuery =
  <Given extends Readonly<Record<string, Value>>>() =>
  <Built extends Compilable | CompiledQuery>(
    build: Build<Given, Built>,
  ): ((db: Db | Trx, given: Given) => Promise<InferResult<Built>>) => {
    const compiled = new WeakMap<object, CompiledQuery>();
    return async (db, given) => {
      const { adapter } = db.getExecutor(); // one for each database, its transactions' too
      let query = compiled.get(adapter);
      if (query === undefined) {
        const built = build(db, (name) => new Place(name) as never); // a place has the type of what it is for
        query = "compile" in built ? built.compile() : built;
        compiled.set(adapter, query);
      }
      const parameters = query.parameters.map((each) => (each instanceof Place ? given[each.name] : each));
      const { rows } = await db.executeQuery({ ...query, parameters });
      return rows as InferResult<Built>;
    };
  };

/**
 * A fixed query that is asked for the locks it takes, until the transaction ends, and for nothing that it reads. SQLite is not
 * asked: it knows no locks of rows, and its transactions run one after the other (see `NodeSqliteDriver`), so each holds them all.
 */
export const fixedLock =
  <Given extends Readonly<Record<string, Value>>>() =>
  (build: Build<Given, Compilable>): ((trx: Trx, given: Given) => Promise<void>) => {
    const lock = fixedQuery<Given>()(build);
    return async (trx, given) => {
      if (!(trx.getExecutor().adapter instanceof SqliteAdapter)) await lock(trx, given);
    };
  };
