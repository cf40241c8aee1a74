import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { csvAnswer } from "./csv-answer.ts";

it("reads each page for the person who asked, although others take the bytes", async () => {
  const person = new AsyncLocalStorage<string>();
  async function* pages() {
    for (let page = 0; page < 3; page += 1) {
      await setImmediate();
      yield [[person.getStore() ?? "nobody"]];
    }
  }
  const answer = await person.run("alice", async () => csvAnswer({ name: "a", header: ["who"], pages: pages() }));
  expect(await answer.text()).toMatch(/^.?who\r\nalice\r\nalice\r\nalice\r\n$/);
});
