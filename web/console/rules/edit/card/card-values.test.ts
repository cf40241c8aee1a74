import type { Card } from "@nearside/shared/rules/card.ts";
import { NO_DEMANDS } from "@nearside/shared/rules/demands.ts";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { fieldProblemsOf } from "../../../form/field-problems.ts";
import type { FormValues } from "../../../form/form-values.ts";
import {
  BLANK_CARD,
  cardFormSchema,
  cardFrom,
  fieldsOf,
  idOf,
  lengthIn,
  lengthText,
  outcomeOf,
} from "./card-values.ts";

const FIELDS: FormValues = {
  title: " Nothing at night ",
  id: "",
  "who.kind": "group",
  "who.name": "contractors",
  actions: ["approve"],
  client: "",
  "when.0.attribute": "context.time.hour",
  "when.0.op": "outside",
  "when.0.from": 6,
  "when.0.to": 21,
  "when.1.attribute": "context.session.remote",
  "when.1.op": "is",
  "when.1.flag": "false",
  "unless.0.attribute": "context.network.cli",
  "unless.0.op": "in_network",
  "unless.0.values": " 10.0.0.0/8\n\n::1 ",
  "unless_all.0.attribute": "context.time.weekday",
  "unless_all.0.op": "one_of",
  "unless_all.0.values": "saturday",
  "unless_all.1.attribute": "context.time.hour",
  "unless_all.1.op": "at_least",
  "unless_all.1.value": 8,
  outcome: "demand",
  report_only: true,
  says: "",
  "demands.fresh_touch": "1m",
  "demands.attested": true,
  "demands.ticket": "OPS, CHG",
};

const problemsIn = (fields: FormValues) => {
  const read = v.safeParse(cardFormSchema, cardFrom(fields));
  return read.success ? [] : fieldProblemsOf(read.issues).map(({ field }) => field);
};

describe("a card's form", () => {
  it("gives the card that was filled in", () => {
    expect(v.parse(cardFormSchema, cardFrom(FIELDS))).toEqual({
      id: "nothing-at-night",
      title: "Nothing at night",
      effect: "forbid",
      report_only: true,
      who: { kind: "group", name: "contractors" },
      actions: ["approve"],
      client: null,
      when: [
        { attribute: "context.time.hour", op: "outside", from: 6, to: 21 },
        { attribute: "context.session.remote", op: "is", value: false },
      ],
      unless: [{ attribute: "context.network.cli", op: "in_network", values: ["10.0.0.0/8", "::1"] }],
      unless_all: [
        { attribute: "context.time.weekday", op: "one_of", values: ["saturday"] },
        { attribute: "context.time.hour", op: "at_least", value: 8 },
      ],
      says: null,
      demands: { ...NO_DEMANDS, fresh_touch: 60, attested: true, ticket: ["OPS", "CHG"] },
    });
  });

  it("says which field is wrong, by the name of the field", () => {
    expect(problemsIn({ ...FIELDS, "demands.fresh_touch": "soon" })).toEqual(["demands.fresh_touch"]);
    expect(problemsIn({ ...FIELDS, "who.name": " " })).toEqual(["who.name"]);
    expect(problemsIn({ ...FIELDS, "when.0.to": null })).toEqual(["when.0.to"]);
    expect(problemsIn({ ...FIELDS, "unless.0.values": "" })).toEqual(["unless.0.values"]);
    expect(problemsIn({ ...FIELDS, id: "Not So" })).toEqual(["id"]);
    expect(problemsIn({ ...FIELDS, title: "", id: "" })).toEqual(["id"]);
    expect(problemsIn({ ...FIELDS, "demands.ticket": "ops" })).toEqual(["demands.ticket.0"]);
  });

  it("wants something asked where it asks", () => {
    const nothing = { ...FIELDS, "demands.fresh_touch": "", "demands.attested": false, "demands.ticket": "" };
    expect(problemsIn(nothing)).toEqual(["outcome"]);
    expect(problemsIn({ ...nothing, outcome: "forbid" })).toEqual([]);
  });

  it("asks for nothing that is not shown where it says no", () => {
    // Fields that are not shown are absent.
    const { "demands.fresh_touch": _, "demands.attested": __, "demands.ticket": ___, ...shown } = FIELDS;
    expect(v.parse(cardFormSchema, cardFrom({ ...shown, outcome: "forbid" })).demands).toEqual(NO_DEMANDS);
  });

  it("tells what a card is from what it asks", () => {
    const forbid: Card = { ...BLANK_CARD, effect: "forbid" };
    expect(outcomeOf(forbid)).toBe("forbid");
    expect(outcomeOf({ ...forbid, demands: { ...NO_DEMANDS, scopes: ["read"] } })).toBe("demand");
    expect(outcomeOf({ ...forbid, effect: "permit", demands: { ...NO_DEMANDS, attested: true } })).toBe("permit");
  });

  it("begins with what a condition says", () => {
    expect(fieldsOf({ attribute: "a", op: "is", value: true })).toEqual({ flag: "true" });
    expect(fieldsOf({ attribute: "a", op: "between", from: 1, to: 2 })).toEqual({ from: 1, to: 2 });
    expect(fieldsOf({ attribute: "a", op: "one_of", values: ["x"] })).toEqual({ values: ["x"] });
  });

  it("makes an id of a title", () => {
    expect(idOf("No approvals — at Night!")).toBe("no-approvals-at-night");
    expect(idOf("Zoë's rule")).toBe("zoe-s-rule");
    expect(idOf("夜")).toBe("");
  });
});

describe("a length of time as it is typed", () => {
  it.each([
    ["60s", 60],
    ["60", 60],
    [" 10 m ", 600],
    ["8H", 28_800],
    ["90d", 7_776_000],
  ])("reads %j", (text, seconds) => expect(lengthIn(text)).toBe(seconds));

  it("tells an empty text from one that is no length", () => {
    expect(lengthIn(" ")).toBeNull();
    for (const none of ["0s", "-1s", "1.5h", "ten minutes", "1w", "99999999s", "1e3"])
      expect(lengthIn(none)).toBeUndefined();
  });

  it.each([0, 1, 59, 60, 90, 119, 120, 600, 3600, 7200, 86_400, 172_800, 7_776_000])(
    "is written and read again: %i",
    (seconds) => {
      if (seconds > 0) expect(lengthIn(lengthText(seconds))).toBe(seconds);
      expect(lengthText(null)).toBe("");
    },
  );
});
