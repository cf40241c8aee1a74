import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { memoryArea } from "../testing/made-up-world.ts";
import { storedIn } from "./stored.ts";

describe("what is kept for the session", () => {
  it("is kept apart by kind and by key", async () => {
    const area = memoryArea();
    const [cats, dogs] = [storedIn(area, "cat", v.number()), storedIn(area, "dog", v.number())];
    await cats.keep("a", 1);
    await cats.keep("b", 2);
    await dogs.keep("a", 3);
    await cats.forget("b");
    expect(await cats.all()).toEqual([["a", 1]]);
    expect(await dogs.read("a")).toBe(3);
    expect([cats.keyOf("cat:a"), cats.keyOf("dog:a")]).toEqual(["a", undefined]);
  });

  it("counts as nothing where it has another form", async () => {
    const area = memoryArea();
    await storedIn(area, "cat", v.string()).keep("a", "old");
    const cats = storedIn(area, "cat", v.number());
    expect(await cats.read("a")).toBeUndefined();
    expect(await cats.all()).toEqual([]);
  });
});
