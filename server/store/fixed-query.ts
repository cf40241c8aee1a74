import type { CompiledQuery, InferResult, Kysely } from "kysely";
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
  <Built extends Compilable>(
    build: (db: Kysely<Database>, value: <Name extends keyof Given & string>(name: Name) => Given[Name]) => Built,
  ): ((db: Db | Trx, given: Given) => Promise<InferResult<Built>>) => {
    const compiled = new WeakMap<object, CompiledQuery>();
    return async (db, given) => {
      const { adapter } = db.getExecutor(); // one for each database, its transactions' too
      let query = compiled.get(adapter);
      if (query === undefined) {
        query = build(db, (name) => new Place(name) as never).compile(); // a place has the type of what it is for
        compiled.set(adapter, query);
      }
      const parameters = query.parameters.map((each) => (each instanceof Place ? given[each.name] : each));
      const { rows } = await db.executeQuery({ ...query, parameters });
      return rows as InferResult<Built>;
    };
  };
