import { describe, expect, it } from "vitest";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { currentNumber } from "../../protocol/rules/version-store.ts";
import { allRows } from "../../testing/ledger.ts";
import { newPerson } from "../../testing/people.ts";
import { ROUNDS } from "../../testing/races.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { changeGroup, createGroup, deleteGroup } from "../people/change-group.ts";
import { removePerson } from "../people/remove-person.ts";
import { publishRules } from "./publish-rules.ts";

// A name in an active rule keeps its meaning.

const RULES = `@id("all")
permit (principal, action, resource);
@id("contractors")
forbid (principal in Group::"contractors", action, resource);
@id("alice")
forbid (principal, action, resource) unless { principal != User::"alice" };
`;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });

  const group = (name: string) => createGroup(server.services, { name, description: "" }, SERVER_SHELL);
  const publish = async (text: string) => {
    const base = await currentNumber(server.services.db);
    const draft = { text, tests: "", reason: "try it", base, acknowledged: [] };
    return publishRules(server.services, draft, SERVER_SHELL);
  };

  it("is neither changed nor given up while they do, and is free once they do not", async () => {
    const { id } = await group("contractors");
    const { id: alice } = await newPerson(server, "alice");
    await publish(RULES);
    const before = await allRows(server);
    for (const change of [
      () => deleteGroup(server.services, id, SERVER_SHELL),
      () => changeGroup(server.services, id, { name: "Contractors", description: "" }, SERVER_SHELL),
    ])
      await expect(change()).rejects.toMatchObject({
        code: "conflict",
        description: expect.stringContaining("(contractors)"),
      });
    await expect(removePerson(server.services, alice, SERVER_SHELL)).rejects.toMatchObject({ code: "conflict" });
    expect(await allRows(server)).toEqual(before);
    const described = { name: "contractors", description: "who come and go" };
    expect(await changeGroup(server.services, id, described, SERVER_SHELL)).toBe(true);

    await publish('@id("all")\npermit (principal, action, resource);\n');
    await deleteGroup(server.services, id, SERVER_SHELL);
    await removePerson(server.services, alice, SERVER_SHELL);
    await expect(publish(RULES)).rejects.toMatchObject({
      code: "invalid_request",
      fields: [{ field: "text" }, { field: "text" }],
    });
  });

  it("is not lost to both who delete it and who publish rules about it at once", async () => {
    await newPerson(server, "alice");
    for (const _ of ROUNDS) {
      const { id } = await group("contractors");
      const [published, deleted] = await Promise.allSettled([
        publish(RULES),
        deleteGroup(server.services, id, SERVER_SHELL),
      ]);
      expect([published.status, deleted.status].sort()).toEqual(["fulfilled", "rejected"]);
      if (published.status === "rejected") continue;
      await publish('@id("all")\npermit (principal, action, resource);\n');
      await deleteGroup(server.services, id, SERVER_SHELL);
    }
  });
});
