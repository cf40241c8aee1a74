import { describe, expect, it } from "vitest";
import type { Model } from "./authenticator-models.ts";
import { certificationOf, compromiseOf } from "./model-status.ts";

const NOW = Date.parse("2026-06-01");
const model = (...reports: Model["reports"]): Model => ({
  aaguid: "00112233-4455-6677-8899-aabbccddeeff",
  name: "Example Key",
  icon: undefined,
  anchors: [],
  attestationTypes: [],
  isRoaming: false,
  reports,
});

describe("a model's certification", () => {
  it.each<readonly [string, Model["reports"], string | null]>([
    ["none", [], null],
    ["the old name of the first level", [{ status: "FIDO_CERTIFIED", effectiveDate: "2020-01-01" }], "L1"],
    ["without a day", [{ status: "FIDO_CERTIFIED_L3plus" }], "L3plus"],
    ["a value of a later edition", [{ status: "FIDO_CERTIFIED_L9" }, { status: "toString" }], null],
    [
      "the last one, whatever the order",
      [
        { status: "FIDO_CERTIFIED_L2", effectiveDate: "2025-01-01" },
        { status: "FIDO_CERTIFIED_L1", effectiveDate: "2022-01-01" },
        { status: "UPDATE_AVAILABLE", effectiveDate: "2026-01-01" },
      ],
      "L2",
    ],
    [
      "revoked",
      [
        { status: "FIDO_CERTIFIED_L2", effectiveDate: "2025-01-01" },
        { status: "NOT_FIDO_CERTIFIED", effectiveDate: "2026-01-01" },
      ],
      null,
    ],
    [
      "from tomorrow on",
      [
        { status: "FIDO_CERTIFIED_L1", effectiveDate: "2025-01-01" },
        { status: "FIDO_CERTIFIED_L3", effectiveDate: "2026-06-02" },
      ],
      "L1",
    ],
  ])("is %s", (_what, reports, level) => {
    expect(certificationOf(model(...reports), NOW)).toBe(level);
  });
});

it("says what speaks against a model, also after an update for it came out, and not before its day", () => {
  const broken = { status: "USER_KEY_REMOTE_COMPROMISE", effectiveDate: "2026-01-01" };
  const update = { status: "UPDATE_AVAILABLE", effectiveDate: "2026-02-01" };
  expect(compromiseOf(model(broken, update), NOW)).toBe("USER_KEY_REMOTE_COMPROMISE");
  expect(compromiseOf(model({ ...broken, effectiveDate: "2026-06-02" }), NOW)).toBeNull();
  expect(compromiseOf(model(update), NOW)).toBeNull();
});
