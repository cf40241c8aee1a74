import {
  type CompiledQuery,
  type InferResult,
  type Kysely,
  type KyselyPlugin,
  type OperationNode,
  OperationNodeTransformer,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  PrimitiveValueListNode,
  type QueryExecutor,
  type QueryId,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
  ValueListNode,
  ValueNode,
} from "kysely";
import type { Database, Db, Trx } from "./database.ts";

export type FixedValue = string | number | bigint | Uint8Array | null;

/**
 * `unread` is a write or a lock whose answer nobody reads. `read` changes nothing, and takes no lock.
 */
type FixedKind = "unread" | "read" | "other";

/** A query of which only values are open. */
export interface FixedText {
  readonly sql: string;
  /** The name of the value of each of its parameters, in their order. */
  readonly names: readonly string[];
  readonly kind: FixedKind;
}

/** Answers one fixed query, asked by a database or by one of its transactions. */
export type FixedAnswer = (
  asking: QueryExecutor,
  given: Readonly<Record<string, FixedValue>>,
) => Promise<readonly unknown[]>;

/**
 * Each kind of database answers fixed queries in its own way. The adapter of its Kysely says how, since that is one object for each
 * database, which its transactions share.
 */
export interface AnswersFixed {
  /** Databases with the same one get the same text of each query. */
  readonly writer: object;
  /** False where transactions run one after the other, so that each holds every lock. */
  readonly hasRowLocks: boolean;
  /** True where the index of trigrams (`Ddl.indexTrigrams`) is a table by itself. Otherwise the condition alone leads to it. */
  readonly hasTrigramTable: boolean;
  /** Makes what answers that query. It is called once for each. */
  answerTo(query: FixedText): FixedAnswer;
}

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
 * A query whose text never changes, for the queries of every login. It is built and compiled once for each writer of texts, and later calls only
 * put in the values. To build and compile a query costs more than the database takes to answer it.
 *
 *     const byHash = fixedQuery<{ hash: string }>()((db, value) =>
 *       db.selectFrom("logins").selectAll().where("device_code_hash", "=", value("hash")));
 *     const [row] = await byHash(db, { hash });
 *
 * Anything that the text depends on (the columns, the number of values, whether there is a condition) is no value: that is another query.
 * Everything else that the query names is written into its text. A database that knows a state or a limit beforehand can use the index that
 * was made for it, and SQLite does not compile the query again for each value.
 */
export const fixedQuery =
  <Given extends Readonly<Record<string, FixedValue>>>() =>
  <Built extends Compilable | CompiledQuery>(
    build: Build<Given, Built>,
  ): ((db: Db | Trx, given: Given) => Promise<InferResult<Built>>) =>
    fixed(build, kindOf);

function fixed<Given extends Readonly<Record<string, FixedValue>>, Built extends Compilable | CompiledQuery>(
  build: Build<Given, Built>,
  kindOfText: (query: CompiledQuery) => FixedKind,
): (db: Db | Trx, given: Given) => Promise<InferResult<Built>> {
  const texts = new WeakMap<object, FixedText>();
  const answers = new WeakMap<object, FixedAnswer>();
  const textFor = (db: Db | Trx): FixedText => {
    const built = build(db.withPlugin(new ConstantsInText()), (name) => new Place(name) as never); // a placeholder has the type of its value
    const query: CompiledQuery = "compile" in built ? built.compile() : built;
    return { sql: query.sql, names: namesIn(query), kind: kindOfText(query) };
  };
  return (db, given) => {
    const asking = db.getExecutor();
    const { adapter } = asking;
    let answer = answers.get(adapter);
    if (answer === undefined) {
      const answering = answerBy(adapter);
      const text = texts.get(answering.writer) ?? textFor(db);
      texts.set(answering.writer, text);
      answer = answering.answerTo(text);
      answers.set(adapter, answer);
    }
    return answer(asking, given) as Promise<InferResult<Built>>;
  };
}

/**
 * A fixed query that is run only for the locks that it takes until the transaction ends. SQLite is not asked: it has no row locks, and its
 * transactions run one after the other (see `NodeSqliteDriver`), so each holds every lock.
 */
export const fixedLock =
  <Given extends Readonly<Record<string, FixedValue>>>() =>
  (build: Build<Given, Compilable>): ((trx: Trx, given: Given) => Promise<void>) => {
    const lock = fixed(build, () => "unread");
    return async (trx, given) => {
      if (adapterOf(trx).hasRowLocks) await lock(trx, given);
    };
  };

export const adapterOf = (db: Db | Trx): AnswersFixed => answerBy(db.getExecutor().adapter);

function answerBy(adapter: object): AnswersFixed {
  if ("answerTo" in adapter) return adapter as AnswersFixed;
  throw new TypeError("this database does not answer fixed queries");
}

const namesIn = ({ parameters }: CompiledQuery): readonly string[] =>
  parameters.map((each) => {
    if (each instanceof Place) return each.name;
    throw new TypeError("a constant of a fixed query cannot be written into its text");
  });

function kindOf({ query }: CompiledQuery): FixedKind {
  switch (query.kind) {
    case "SelectQueryNode":
      return query.endModifiers === undefined ? "read" : "other";
    case "InsertQueryNode":
    case "UpdateQueryNode":
    case "DeleteQueryNode":
      return query.returning === undefined ? "unread" : "other";
    default:
      return "other";
  }
}

/** Writes into the text what is no placeholder. */
class ConstantsInText extends OperationNodeTransformer implements KyselyPlugin {
  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    return this.transformNode(node, queryId);
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return result;
  }

  protected override transformNodeImpl<T extends OperationNode>(node: T, queryId?: QueryId): T {
    // the values of a list of plain values cannot be marked, those of a list of nodes can
    return super.transformNodeImpl(
      PrimitiveValueListNode.is(node) ? (listOf(node) as OperationNode as T) : node,
      queryId,
    );
  }

  protected override transformValue(node: ValueNode): ValueNode {
    return node.value instanceof Place ? node : ValueNode.createImmediate(node.value);
  }
}

const listOf = ({ values }: PrimitiveValueListNode): ValueListNode =>
  ValueListNode.create(values.map((value) => ValueNode.create(value)));
