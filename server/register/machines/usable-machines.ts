import type { Db, Trx } from "../../platform/store/database.ts";

/**
 * Finds the bound sets of that person on which something can be approved now: active, not quarantined, with a browser and a passkey.
 * The last of them is the person's last way in.
 */
export async function usableMachines(db: Db | Trx, userId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("bound_sets")
    .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
    .select("bound_sets.id")
    .where("bound_sets.user_id", "=", userId)
    .where("bound_sets.state", "=", "active")
    .where("devices.state", "=", "active")
    .where((eb) =>
      eb.and(
        (["extensions", "passkeys"] as const).map((table) =>
          eb.exists(
            eb
              .selectFrom(table)
              .select("bound_set_id")
              .whereRef(`${table}.bound_set_id`, "=", "bound_sets.id")
              .where(`${table}.state`, "=", "active"),
          ),
        ),
      ),
    )
    .execute();
  return rows.map(({ id }) => id);
}
