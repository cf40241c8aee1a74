import { hostsQuerySchema } from "@nearside/shared/api/console/hosts.ts";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { newSshHost } from "../../../test/kit/ssh-host.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { currentNumber } from "../../protocol/rules/version-store.ts";
import { allRows, eventsOf } from "../../testing/ledger.ts";
import { actingAs } from "../../testing/people.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { publishRules } from "../rules/publish-rules.ts";
import { addHost, importHosts, removeHost, renameHost } from "./change-hosts.ts";
import { listHosts, viewHost } from "./list-hosts.ts";
import { previewHosts } from "./preview-hosts.ts";

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  const refused = async (refusal: object, run: () => Promise<unknown>) => {
    const before = await allRows(server);
    await expect(run()).rejects.toMatchObject(refusal);
    expect(await allRows(server)).toEqual(before);
  };
  const named = async (q = "") =>
    (await listHosts(server.services.db, v.parse(hostsQuerySchema, { q }))).rows.map(({ name }) => name);

  it("has one name for each key, and says in the log who changed it", async () => {
    const { line, fingerprint } = newSshHost();
    expect(await addHost(server.services, { name: "build-7", key: line }, SERVER_SHELL)).toBe(fingerprint);
    await refused({ code: "invalid_request", fields: [{ field: "key" }] }, () =>
      addHost(server.services, { name: "build-8", key: line }, SERVER_SHELL),
    );
    expect(await renameHost(server.services, fingerprint, "build-8", SERVER_SHELL)).toBe(true);
    expect(await renameHost(server.services, fingerprint, "build-8", SERVER_SHELL)).toBe(false);
    expect(await viewHost(server.services.db, fingerprint)).toMatchObject({ name: "build-8", type: "ssh-ed25519" });
    await removeHost(server.services, fingerprint, SERVER_SHELL);
    await refused({ code: "unknown" }, () => removeHost(server.services, fingerprint, SERVER_SHELL));
    expect((await eventsOf(server, fingerprint)).map(({ kind, data }) => [kind, data])).toEqual([
      ["host_key_added", { name: "build-7", type: "ssh-ed25519", by: "server_shell" }],
      ["host_key_renamed", { name: "build-8", from: "build-7", by: "server_shell" }],
      ["host_key_removed", { name: "build-8", by: "server_shell" }],
    ]);
  });

  it("takes the keys of hosts alone", async () => {
    const host = newSshHost();
    const certificate = `ssh-ed25519-cert-v01@openssh.com ${host.certificate.toString("base64")}`;
    const foreign = `ssh-rsa ${host.key.toString("base64")}`;
    for (const key of [certificate, foreign, "ssh-ed25519 AAAA", "ssh-dss AAAAB3NzaC1kc3M="])
      await refused({ code: "invalid_request" }, () => addHost(server.services, { name: "a", key }, SERVER_SHELL));
  });

  it("shows what a known_hosts file would change, and imports exactly that, all or nothing", async () => {
    const [known, fresh, rsa] = [newSshHost(), newSshHost("ecdsa-sha2-nistp256"), newSshHost("ssh-rsa")];
    await addHost(server.services, { name: "old", key: known.line }, SERVER_SHELL);
    const file = [
      "# hosts of the farm",
      `New,192.0.2.7 ${known.line}`,
      `[build-9.example.com]:2222 ${fresh.line} a remark`,
      `|1|c2FsdA==|aGFzaA== ${rsa.line}`,
      `@cert-authority *.example.com ${rsa.line}`,
      "nonsense",
    ].join("\n");
    const { lines, more } = await previewHosts(server.services.db, file);
    expect(lines.map(({ line, action, name, from }) => [line, action, name, from])).toEqual([
      [2, "rename", "new", "old"],
      [3, "add", "build-9.example.com:2222", null],
      [4, "refused", "|1|c2FsdA==|aGFzaA==", null],
      [5, "refused", "@cert-authority", null],
      [6, "refused", "nonsense", null],
    ]);
    expect(more).toBe(false);
    const hosts = lines.flatMap(({ name, key, problem }) => (key === null || problem !== null ? [] : [{ name, key }]));
    await refused({ code: "invalid_request", fields: [{ field: "hosts.2.key" }] }, () =>
      importHosts(server.services, [...hosts, { name: "x", key: "ssh-rsa AAAA" }], SERVER_SHELL),
    );
    expect(await importHosts(server.services, hosts, SERVER_SHELL)).toEqual({ added: 1, renamed: 1 });
    expect(await importHosts(server.services, hosts, SERVER_SHELL)).toEqual({ added: 0, renamed: 0 });
    expect(await named()).toEqual(["build-9.example.com:2222", "new"]);
    expect(await named("build")).toEqual(["build-9.example.com:2222"]);
  });

  it("asks again whether the one who changes it may", async () => {
    const by = await actingAs(server, "auditor", "hosts.manage");
    await refused({ code: "not_permitted" }, () =>
      addHost(server.services, { name: "build-7", key: newSshHost().line }, by),
    );
  });

  it("gives a name for which active rules ask by the server's own shell alone", async () => {
    const by = await actingAs(server, "administrator", "hosts.manage");
    const [bastion, own] = [newSshHost(), newSshHost()];
    const id = await addHost(server.services, { name: "bastion", key: bastion.line }, by);
    const text = `@id("all")\npermit (principal, action, resource);
@id("bastion")
@title("Only from the bastion")
forbid (principal, action, resource)
unless { context has place && context.place has host && context.place.host == "bastion" };
`;
    const base = await currentNumber(server.services.db);
    await publishRules(server.services, { text, tests: "", reason: "try it", base, acknowledged: null }, SERVER_SHELL);
    const spare = await addHost(server.services, { name: "spare", key: own.line }, by);
    const hosts = [{ name: "bastion", key: own.line }];
    const asked = { code: "conflict", description: expect.stringContaining("(bastion)") };
    for (const give of [
      () => addHost(server.services, { name: "bastion", key: newSshHost().line }, by),
      () => renameHost(server.services, spare, "bastion", by),
      () => renameHost(server.services, id, "old-bastion", by),
      () => importHosts(server.services, hosts, by),
    ])
      await refused(asked, give);
    await removeHost(server.services, id, by); // a key that somebody else may have goes at once
    await refused(asked, () => renameHost(server.services, spare, "bastion", by));
    expect(await renameHost(server.services, spare, "bastion", SERVER_SHELL)).toBe(true);
  });
});
