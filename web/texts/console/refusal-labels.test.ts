import { expect, it } from "vitest";
import { refusalLabels } from "./refusal-labels.ts";

it("gives no two reasons the same label", () => {
  const labels = Object.values(refusalLabels);
  expect([...new Set(labels)]).toEqual(labels);
});
