import {
  type DatabaseIntrospector,
  type DatabaseMetadataOptions,
  type Kysely,
  type RawBuilder,
  type SchemaMetadata,
  sql,
  type TableMetadata,
} from "kysely";
import { DEFAULT_MIGRATION_LOCK_TABLE, DEFAULT_MIGRATION_TABLE } from "kysely/migration";

const MIGRATION_TABLES = new Set([DEFAULT_MIGRATION_TABLE, DEFAULT_MIGRATION_LOCK_TABLE]);

interface Found {
  readonly name: string;
  readonly schema: string;
}

/** Kysely's introspector looks into every schema of the database, and would take another program's table of migrations for ours. */
export const TABLES_OF_OWN_SCHEMA: RawBuilder<Found> = sql`
  select tablename as name, schemaname as schema from pg_tables where schemaname = current_schema()`;

/** Kysely's introspector reads every column besides, which takes a part of each start. */
export const TABLES_OF_FILE: RawBuilder<Found> = sql`
  select name, 'main' as schema from sqlite_schema where type = 'table' and name not like 'sqlite_%'`;

/** Tells migrations which tables exist. Columns are left out, since nobody uses them. */
export class TableNames implements DatabaseIntrospector {
  readonly #db: Kysely<unknown>;
  readonly #tables: RawBuilder<Found>;

  constructor(db: Kysely<unknown>, tables: RawBuilder<Found>) {
    this.#db = db;
    this.#tables = tables;
  }

  async getSchemas(): Promise<SchemaMetadata[]> {
    return [];
  }

  async getTables({
    withInternalKyselyTables = false,
  }: Partial<DatabaseMetadataOptions> = {}): Promise<TableMetadata[]> {
    const { rows } = await this.#tables.execute(this.#db);
    return rows
      .filter(({ name }) => withInternalKyselyTables || !MIGRATION_TABLES.has(name))
      .map((row) => ({ ...row, isView: false, isForeign: false, columns: [] }));
  }
}
