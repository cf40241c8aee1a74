import * as v from "valibot";
import { expect, it } from "vitest";
import { readShape } from "./read-shape.ts";

const all = v.strictObject({
  empty: v.optional(v.strictObject({ one: v.optional(v.string()) })),
  record: v.optional(v.record(v.string(), v.unknown())),
  loose: v.optional(v.looseObject({})),
  list: v.optional(v.array(v.object({ one: v.optional(v.string()) }))),
  dropped: v.optional(
    v.pipe(
      v.record(v.string(), v.unknown()),
      v.transform(() => ({})),
    ),
  ),
});

it.each([
  {},
  { empty: {}, record: { any: [] }, loose: { any: [[]] }, list: [{ one: "1" }, {}], dropped: { any: [1] } },
])("reads what has the shape: %j", (value) => {
  expect(readShape(all, value, "whole").success).toBe(true);
});

it.each([
  [[], "whole"],
  [{ empty: [] }, "empty"],
  [{ record: [] }, "record"],
  [{ record: [1] }, "record"],
  [{ loose: [] }, "loose"],
  [{ list: [{}, []] }, "list.1"],
  [{ dropped: [] }, "dropped"],
  [{ empty: { one: 1 } }, "empty.one"],
  [{ empty: { strange: 1 } }, "empty"],
])("refuses what valibot takes for an object, and what it refuses: %j", (value, field) => {
  expect(readShape(all, value, "whole")).toEqual({ success: false, field });
});
