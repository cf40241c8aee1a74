import type { TestServer } from "./test-server.ts";

/** Makes a group `leads` of that many people with machines, and a group `few` of two of them. */
export async function largeGroup({ services }: TestServer, size: number): Promise<void> {
  const { db, clock } = services;
  const at = clock();
  const made = { created_at: at, state: "active" as const };
  const ids = Array.from({ length: size }, (_, n) => `m-${String(n).padStart(5, "0")}`);
  const people = ids.map((id) => ({ ...made, id, name: id, display_name: id, role: "user" as const, email: null }));
  await db.insertInto("users").values(people).execute();
  const sets = ids.map((id) => ({ ...made, id: `set ${id}`, user_id: id, confirmed_at: at }));
  await db.insertInto("bound_sets").values(sets).execute();
  const keys = ids.map((id) => ({ ...made, jwk: "{}", bound_set_id: `set ${id}`, jkt: `key ${id}` }));
  const machine = { key_storage: "keyring", hostname: "desk", os: "Debian 13", last_seen_at: at } as const;
  await db
    .insertInto("devices")
    .values(keys.map((key) => ({ ...key, ...machine })))
    .execute();
  await db
    .insertInto("extensions")
    .values(keys.map((key) => ({ ...key, browser: "Chromium" })))
    .execute();
  const groups = { leads: ids, few: ids.slice(1, 3) };
  for (const [name, members] of Object.entries(groups)) {
    const id = `gr_${name}`;
    await db
      .insertInto("groups")
      .values({ id, name, name_key: name, appearance: name, description: "", created_at: at })
      .execute();
    await db
      .insertInto("group_members")
      .values(members.map((user_id) => ({ group_id: id, user_id, added_at: at })))
      .execute();
  }
}
