import { describe, expect, it } from "vitest";
import { type ApiKey, authenticationOf, newApiKey } from "../../../test/kit/apis.ts";
import { postForm } from "../../../test/kit/send.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { findClient } from "../../register/clients/find-client.ts";
import { allRows, eventsOf } from "../../testing/ledger.ts";
import { COMMAND_LINE, registeredCommandLine } from "../../testing/register.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { removeClient } from "./manage-client.ts";
import { registerAs } from "./register-client.ts";
import { replaceClientKeys } from "./replace-client-keys.ts";

const RESOURCES = ["https://api.example.test"];
const EXCHANGE = { resources: ["https://stock.example.test"], scopes: ["read"] };

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });

  const setOf = (...keys: readonly ApiKey[]) => ({ keys: keys.map(({ publicJwk }) => publicJwk) });
  async function registeredApi(...keys: readonly ApiKey[]): Promise<string> {
    const metadata = {
      client_name: "Orders",
      token_endpoint_auth_method: "private_key_jwt",
      jwks: setOf(...keys),
      nearside_resources: RESOURCES,
      nearside_exchange: EXCHANGE,
    };
    return (await registerAs(server.services, metadata, SERVER_SHELL)).client_id;
  }
  const replace = (id: string, jwks: unknown) => replaceClientKeys(server.services, id, jwks, SERVER_SHELL);
  const saidWith = async (id: string, key: ApiKey) => {
    const { kid } = key.publicJwk;
    const by = await authenticationOf(server, { id, key }, { header: kid === undefined ? {} : { kid } });
    return (await postForm(server, "/oauth/introspect", { token: "x", ...by })).outcome;
  };

  it("lets an API change over without a gap, and then takes the old key no more", async () => {
    const [old, next] = [newApiKey("ES256", { kid: "1" }), newApiKey("EdDSA", { kid: "2" })];
    const id = await registeredApi(old);
    await replace(id, setOf(old, next));
    expect([await saidWith(id, old), await saidWith(id, next)]).toEqual(["200", "200"]);
    await replace(id, setOf(next));
    expect([await saidWith(id, old), await saidWith(id, next)]).toEqual(["401 invalid_client", "200"]);
    expect(await findClient(server.services, id)).toMatchObject({
      id,
      name: "Orders",
      resources: RESOURCES,
      exchange: EXCHANGE,
    });
    const events = (await eventsOf(server, id)).filter(({ kind }) => kind === "client_keys_replaced");
    expect(events).toMatchObject([
      { data: { by: "server_shell", keys: [expect.any(String), expect.any(String)], before: [expect.any(String)] } },
      { data: { keys: [expect.any(String)], before: [expect.any(String), expect.any(String)] } },
    ]);
  });

  it("is left with the keys of one of four administrators at once, whole", async () => {
    const id = await registeredApi(newApiKey());
    const keys = [newApiKey(), newApiKey(), newApiKey(), newApiKey()];
    await Promise.all(keys.map((key) => replace(id, setOf(key))));
    const outcome = await Promise.all(keys.map((key) => saidWith(id, key)));
    expect(outcome.toSorted()).toEqual(["200", ...Array(3).fill("401 invalid_client")]);
  });

  it.each([
    ["no set", {}, "jwks.keys is missing"],
    ["no keys", { keys: [] }, "must have at least one key"],
    ["a private key", { keys: [newApiKey().privateKey.export({ format: "jwk" })] }, "has a private part"],
    ["two keys without a name", setOf(newApiKey(), newApiKey()), "each of several keys needs a kid"],
  ])("takes %s for none, and changes nothing", async (_what, jwks, sentence) => {
    const id = await registeredApi(newApiKey());
    const before = await allRows(server);
    await expect(replace(id, jwks)).rejects.toThrow(sentence);
    expect(await allRows(server)).toEqual(before);
  });

  it("changes nothing of a command line, of what was removed, of the configuration file's, and of nobody", async () => {
    const program = await registeredCommandLine(server, { ...COMMAND_LINE, client_name: "Keyless" });
    const gone = await registeredApi(newApiKey());
    await removeClient(server.services, gone, SERVER_SHELL);
    const before = await allRows(server);
    for (const [id, sentence] of [
      [program, "is a command line"],
      [gone, "was removed"],
      ["deploy", "is in the configuration file"],
      [`cl_${"A".repeat(22)}`, "no client with this id"],
    ] as const)
      await expect(replace(id, setOf(newApiKey()))).rejects.toThrow(sentence);
    expect(await allRows(server)).toEqual(before);
  });
});
