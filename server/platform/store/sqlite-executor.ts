import { DefaultQueryExecutor, type DialectAdapter, type KyselyPlugin, type QueryCompiler } from "kysely";
import { Lease, type NodeSqliteDriver } from "./sqlite-driver.ts";
import { isUrgent } from "./urgent.ts";

interface Parts {
  readonly driver: NodeSqliteDriver;
  readonly adapter: DialectAdapter;
  readonly compiler: QueryCompiler;
  /** The connection of a transaction. */
  readonly lease?: Lease;
}

/** Kysely's executor, which knows the lease of its transaction: a fixed query does not go through providers of connections. */
export class SqliteExecutor extends DefaultQueryExecutor {
  readonly #parts: Parts;

  constructor(parts: Parts, plugins: readonly KyselyPlugin[] = []) {
    const { adapter, compiler } = parts;
    super(compiler, adapter, { provideConnection: async (consume) => consume(this.lease) }, [...plugins]);
    this.#parts = parts;
  }

  /** The one of the transaction, or a new one outside of any. */
  get lease(): Lease {
    const { driver, lease } = this.#parts;
    return lease?.whileInTransaction ?? new Lease(driver, isUrgent(this.plugins));
  }

  /** The executor of a transaction. */
  within(lease: Lease): SqliteExecutor {
    return new SqliteExecutor({ ...this.#parts, lease }, this.plugins);
  }

  override withPlugin(plugin: KyselyPlugin): SqliteExecutor {
    return new SqliteExecutor(this.#parts, [...this.plugins, plugin]);
  }

  override withPluginAtFront(plugin: KyselyPlugin): SqliteExecutor {
    return new SqliteExecutor(this.#parts, [plugin, ...this.plugins]);
  }

  override withoutPlugins(): SqliteExecutor {
    return new SqliteExecutor(this.#parts);
  }
}
