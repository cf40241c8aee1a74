import {
  type DatabaseIntrospector,
  type DatabaseMetadataOptions,
  type Kysely,
  type SchemaMetadata,
  sql,
  type TableMetadata,
} from "kysely";
import { DEFAULT_MIGRATION_LOCK_TABLE, DEFAULT_MIGRATION_TABLE } from "kysely/migration";

const MIGRATION_TABLES = new Set([DEFAULT_MIGRATION_TABLE, DEFAULT_MIGRATION_LOCK_TABLE]);

/**
 * Tells migrations which tables exist in our own schema. Kysely's introspector looks into every schema of the database, and would take
 * another program's table of migrations for ours.
 */
export class OwnSchemaIntrospector implements DatabaseIntrospector {
  readonly #db: Kysely<unknown>;

  constructor(db: Kysely<unknown>) {
    this.#db = db;
  }

  async getSchemas(): Promise<SchemaMetadata[]> {
    return (await sql<{ name: string }>`select current_schema() as name`.execute(this.#db)).rows;
  }

  /** Columns are left out, since nobody uses them. */
  async getTables({
    withInternalKyselyTables = false,
  }: Partial<DatabaseMetadataOptions> = {}): Promise<TableMetadata[]> {
    const { rows } = await sql<{ name: string; schema: string }>`
      select tablename as name, schemaname as schema from pg_tables where schemaname = current_schema()`.execute(
      this.#db,
    );
    return rows
      .filter(({ name }) => withInternalKyselyTables || !MIGRATION_TABLES.has(name))
      .map((row) => ({ ...row, isView: false, isForeign: false, columns: [] }));
  }
}
