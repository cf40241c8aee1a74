import {
  DeleteQueryNode,
  IdentifierNode,
  InsertQueryNode,
  type OperationNode,
  PostgresQueryCompiler,
  ReferenceNode,
  ReturningNode,
  SelectAllNode,
  type SelectionNode,
  SelectQueryNode,
  sql,
  TableNode,
  UpdateQueryNode,
} from "kysely";
import type { Db } from "./database.ts";

/**
 * Writes the columns of a table in place of `*`. PostgreSQL refuses a prepared statement whose columns have changed since, so a newer
 * server that adds one would make every process of the version before refuse what it has started.
 */
export class NamingQueryCompiler extends PostgresQueryCompiler {
  /** Keyed by table. Until they are known, a query has its `*`. */
  readonly #columns = new Map<string, readonly string[]>();

  /** Learns the columns of every table, as this version has them. */
  async learn(db: Db): Promise<void> {
    const { rows } = await sql<{ table: string; column: string }>`
      select relname as table, attname as column from pg_attribute join pg_class on pg_class.oid = attrelid
      where relnamespace = current_schema()::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped
      order by relname, attnum`.execute(db);
    for (const [table, known] of Map.groupBy(rows, (row) => row.table))
      this.#columns.set(
        table,
        known.map(({ column }) => column),
      );
  }

  protected override visitSelection(node: SelectionNode): void {
    const { selection } = node;
    const isQualified = ReferenceNode.is(selection) && SelectAllNode.is(selection.column);
    const table = isQualified ? selection.table : SelectAllNode.is(selection) ? this.#onlyTable() : undefined;
    const { identifier, schema } = table?.table ?? {};
    const columns = schema === undefined ? this.#columns.get(identifier?.name ?? "") : undefined;
    if (columns === undefined || identifier === undefined) super.visitSelection(node);
    else
      for (const [at, column] of columns.entries()) {
        if (at > 0) this.append(", ");
        if (isQualified) {
          this.visitIdentifier(identifier);
          this.append(".");
        }
        this.visitIdentifier(IdentifierNode.create(column));
      }
  }

  /** The one table of the query whose columns are asked for; undefined where it has others too. */
  #onlyTable(): TableNode | undefined {
    const asking = this.nodeStack.findLast((node) => !ReturningNode.is(node) && node.kind !== "SelectionNode");
    if (asking === undefined) return undefined;
    const [only, ...others] = tablesOf(asking);
    return others.length === 0 && only !== undefined && TableNode.is(only) ? only : undefined;
  }
}

function tablesOf(query: OperationNode): readonly OperationNode[] {
  if (SelectQueryNode.is(query)) return [...(query.from?.froms ?? []), ...(query.joins ?? [])];
  if (InsertQueryNode.is(query)) return query.into === undefined ? [] : [query.into];
  if (UpdateQueryNode.is(query)) return [...(query.table === undefined ? [] : [query.table]), ...(query.joins ?? [])];
  if (DeleteQueryNode.is(query)) return [...query.from.froms, ...(query.joins ?? [])];
  return [];
}
