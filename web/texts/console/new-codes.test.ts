import { expect, it } from "vitest";
import { newCodesTexts } from "./new-codes.tsx";

it("says that no copy stays behind, and warns on each sheet of who asks for its code", () => {
  expect(newCodesTexts.lead).toContain("Leave no copy on this computer");
  expect(newCodesTexts.sheet.alarm).toContain("Nobody will ever ask you for this code.");
});
