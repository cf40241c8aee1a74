import { describe, expect, it, vi } from "vitest";
import { getFrom } from "../../../test/kit/send.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";

describe.each(DATABASES)("/readyz on %s", (database) => {
  const server = serverForEach({ database });
  const ask = async (times: number) => {
    const answers = await Promise.all(Array.from({ length: times }, () => getFrom(server, "/readyz")));
    return [...new Set(answers.map(({ outcome }) => outcome))];
  };

  it("asks the database once, of however many ask, and again a second later", async () => {
    const transactions = vi.spyOn(server.services.db, "transaction");
    expect(await ask(50)).toEqual(["200"]);
    expect(await ask(50)).toEqual(["200"]);
    expect(transactions).toHaveBeenCalledTimes(1);
    server.pass(1);
    expect(await ask(50)).toEqual(["200"]);
    expect(transactions).toHaveBeenCalledTimes(2);
  });
});
