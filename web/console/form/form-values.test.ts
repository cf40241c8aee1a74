import { describe, expect, it } from "vitest";
import { localMoment, valuesOf } from "./form-values.ts";

const field = (name: string, type: string, value: string, more = {}) => ({ name, type, value, ...more });

describe("the values of a form's fields", () => {
  it("is text as typed", () => {
    expect(valuesOf([field("name", "text", " Ada "), field("note", "textarea", "=1+1\n")])).toEqual({
      name: " Ada ",
      note: "=1+1\n",
    });
  });

  it("is a number, or null where none is typed", () => {
    expect(valuesOf([field("uses", "number", "3"), field("limit", "number", " ")])).toEqual({ uses: 3, limit: null });
  });

  it("is true or false where it is ticked or not", () => {
    expect(valuesOf([field("invite", "checkbox", "on", { checked: true })])).toEqual({ invite: true });
    expect(valuesOf([field("invite", "checkbox", "on", { checked: false })])).toEqual({ invite: false });
  });

  it("is the values of those that are ticked, even where there is only one to choose", () => {
    const box = (value: string, checked: boolean) => field("storage", "checkbox", value, { checked });
    expect(valuesOf([box("tpm", true), box("keyring", false), box("file", true)])).toEqual({
      storage: ["tpm", "file"],
    });
    expect(valuesOf([box("tpm", false)])).toEqual({ storage: [] });
  });

  it("is the one that is chosen, or none", () => {
    const dot = (value: string, checked: boolean) => field("tier", "radio", value, { checked });
    expect(valuesOf([dot("a", false), dot("b", true)])).toEqual({ tier: "b" });
    expect(valuesOf([dot("a", false)])).toEqual({ tier: null });
    const options = [{ value: "x" }, { value: "y" }];
    expect(valuesOf([field("groups", "select-multiple", "x", { selectedOptions: options })])).toEqual({
      groups: ["x", "y"],
    });
  });

  it("is a moment in the browser's zone, and comes back as it was", () => {
    const at = new Date(2026, 10, 5, 9, 7).getTime();
    expect(localMoment(at)).toBe("2026-11-05T09:07");
    expect(valuesOf([field("until", "datetime-local", localMoment(at))])).toEqual({ until: at });
    expect(valuesOf([field("until", "datetime-local", "")])).toEqual({ until: null });
  });

  it("leaves out buttons and what has no name", () => {
    expect(valuesOf([field("", "text", "x"), field("go", "submit", "x")])).toEqual({});
  });
});
